"""Where the tests find things: the repository, their data, the tiny review, the package."""

from pathlib import Path

import livingreview

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
REVIEW = DATA / "review"
PACKAGE = Path(livingreview.__file__).parent
THEME = PACKAGE / "site" / "theme"
