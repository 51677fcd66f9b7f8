"""New records of a review, from services and from files of other programs.

read_identifier, IdentifierError:
    the identifier in what a person types
Client:
    polite requests to services
contact_of:
    the address that services are given
begin, refresh, Refreshed:
    the files of a new source or trial, and the completed record of a source
import_records, Imported:
    the records of files, matched with those of the review
write_whole:
    the writing of files, all or none
IntakeError:
    the exception for a record that is not added
"""

from livingreview.intake.beginning import begin, contact_of
from livingreview.intake.client import Client
from livingreview.intake.errors import IntakeError
from livingreview.intake.identifier import IdentifierError, read_identifier
from livingreview.intake.importing import Imported, import_records
from livingreview.intake.refreshing import Refreshed, refresh
from livingreview.intake.writing import write_whole

__all__ = [
    "Client",
    "IdentifierError",
    "Imported",
    "IntakeError",
    "Refreshed",
    "begin",
    "contact_of",
    "import_records",
    "read_identifier",
    "refresh",
    "write_whole",
]
