"""`python -m nnplay`."""

import sys

from nnplay.cli.command import main

sys.exit(main())
