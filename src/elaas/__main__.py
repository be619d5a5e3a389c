"""`python -m elaas` is the command `elaas`."""

from elaas.cli import main

raise SystemExit(main())
