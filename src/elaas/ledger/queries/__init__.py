"""What the ledger holds, for pages, proofs and whoever checks it from outside."""
