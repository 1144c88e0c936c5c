"""`python -m cutover`."""

import sys

from cutover.cli import main

sys.exit(main())
