"""What is saved from a page is checked by `elaas verify`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from elaas.gateways import witness as gateway
from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.ledger.operations.witnessed import have_witnessed
from elaas.ledger.queries.proofs import proof_of
from elaas.ledger.witnesses import Witness
from elaas.witness.verify import NotVerified, verified
from tests.ledger.log import NOW, SIGNER, append
from tests.witness.log import AT, WITNESS, answering, cosigner, made

pytestmark = pytest.mark.django_db


def test_an_entry_is_saved_with_the_newest_checkpoint_that_was_witnessed(tmp_path: Path) -> None:
    append(5)
    publish(signer=SIGNER, now=NOW)
    with answering(cosigner(made(tmp_path / "witness"), SIGNER.key)) as url:
        witness = Witness(url, WITNESS.key)
        have_witnessed(witness, ask=gateway.ask, now=datetime.fromtimestamp(AT, tz=UTC))
    append(5)
    publish(signer=SIGNER, now=NOW)
    first, *_, last = Entry.objects.order_by("id").values_list("id", flat=True)

    seen, newer = (proof_of(one, witnesses=[witness]) for one in (first, last))

    assert seen
    assert newer
    told = verified(seen.encode(), log=SIGNER.key, witnesses=[witness.key])
    assert "number 0 of the 5" in told[0]
    assert any("saw it there" in line for line in told)
    assert "number 9 of the 10" in verified(newer.encode(), log=SIGNER.key, witnesses=[])[0]
    with pytest.raises(NotVerified):
        verified(newer.encode(), log=SIGNER.key, witnesses=[witness.key])


def test_what_is_not_published_yet_cannot_be_saved() -> None:
    append(1)
    entry = Entry.objects.get().id

    assert proof_of(entry) is None
    publish(signer=SIGNER, now=NOW)
    assert proof_of(entry)
    assert proof_of(entry + 1) is None
