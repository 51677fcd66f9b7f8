"""Running pandoc, in its sandbox: it reads what it is given and opens no other file."""

import subprocess
from collections.abc import Sequence

SECONDS = 300  # 2,400 records take 2


class PandocError(Exception):
    """Raised when pandoc refuses its input; carries what it said."""


def run_pandoc(text: str, arguments: Sequence[str]) -> str:
    """Convert a text with pandoc and give what it writes.

    Raises
    ------
    PandocError
        If pandoc ends with an error or takes more than `SECONDS`.
    """
    import pypandoc  # here, since it costs a tenth of a second that `check` can do without

    command = [pypandoc.get_pandoc_path(), "--sandbox", *arguments]
    try:
        done = subprocess.run(
            command,
            input=text.encode(errors="replace"),
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise PandocError(error.stderr.decode(errors="replace").strip()) from error
    except subprocess.TimeoutExpired as error:
        raise PandocError(f"no answer in {SECONDS} seconds") from error
    return done.stdout.decode()
