"""Requests for the record of a work, one function per kind of identifier."""

from urllib.parse import quote

from livingreview.intake.client import Client
from livingreview.intake.csl_json import work_of_csl
from livingreview.intake.errors import NoRecordError, ServiceError
from livingreview.intake.identifier import Identifier
from livingreview.intake.medline import medline_records, work_of_medline
from livingreview.intake.work import Draft, Work, completed, inverted, person, plain
from livingreview.intake.xml_records import XmlError, xml_records

CSL = "application/vnd.citationstyles.csl+json"


def fetched(client: Client, identifier: Identifier) -> tuple[Work, tuple[str, ...]]:
    """Return the work of an identifier, and remarks on services that did not answer.

    Raises
    ------
    ServiceError
        If no service returns a record with a title.
    """
    remarks: tuple[str, ...] = ()
    if identifier.kind == "doi":
        work, remarks = _of_doi(client, identifier.value)
    elif identifier.kind == "pmid":
        work = _of_pmid(client, identifier.value)
    elif identifier.kind == "pmcid":
        work = _of_pmid(client, _pmid_of(client, identifier.value))
    else:
        work = _of_arxiv(client, identifier.value)
    if not work.fields.get("title"):
        raise ServiceError(
            f"{identifier} must have a title in its record (got none at {work.origin}): write the "
            "pair by hand (CONTRIBUTING.md, Add a source)"
        )
    return work, remarks


def _of_doi(client: Client, doi: str) -> tuple[Work, tuple[str, ...]]:
    """Return the record of a DOI's registrar, completed by PubMed's if there is one."""
    address = f"https://doi.org/{doi}"
    try:
        item = client.json("doi", f"/{quote(doi, safe='/:;()._-')}", accept=CSL)
    except NoRecordError:
        raise NoRecordError(
            f"no registrar knows the DOI {doi}: compare it with the paper, letter by letter"
        ) from None
    if not isinstance(item, dict):
        raise ServiceError(f"the record of {address} must be a CSL item (got another JSON value)")
    work = work_of_csl({"DOI": doi} | item, address)
    try:
        number = _pmid_of_doi(client, doi)
        pubmed = _of_pmid(client, number) if number else None
    except ServiceError as error:
        return work, (f"PubMed could not complete the record: {error}",)
    if pubmed is None or pubmed.fields.get("doi", "").lower() != doi.lower():
        return work, ()
    return completed(work, pubmed), ()


def _pmid_of_doi(client: Client, doi: str) -> str:
    """Return the one PMID that PubMed has for a DOI, or an empty text."""
    query = _ncbi(client) | {"db": "pubmed", "term": f'"{doi}"[doi]', "retmode": "json"}
    found = client.json("eutils", "/esearch.fcgi", query)
    result = found.get("esearchresult") if isinstance(found, dict) else None
    listed = result.get("idlist") if isinstance(result, dict) else None
    numbers = listed if isinstance(listed, list) else []
    return plain(numbers[0]) if len(numbers) == 1 else ""


def _of_pmid(client: Client, pmid: str) -> Work:
    query = _ncbi(client) | {
        "db": "pubmed", "id": pmid, "rettype": "medline", "retmode": "text",
    }  # fmt: skip
    answer = client.ask("eutils", "/efetch.fcgi", query)
    if answer.is_html:
        raise ServiceError("PubMed must answer with a record (got an HTML page): try again later")
    for _, tags in medline_records(answer.text):
        if not isinstance(tags, str) and tags.get("PMID", [""])[0] == pmid:
            return work_of_medline(tags, f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
    raise NoRecordError(f"PubMed has no record of PMID {pmid}: compare it with PubMed's page")


def _pmid_of(client: Client, pmcid: str) -> str:
    """Return the PMID of an article in PubMed Central."""
    query = _ncbi(client) | {"ids": pmcid, "idtype": "pmcid", "format": "json"}
    found = client.json("pmc", "/", query)
    records = found.get("records") if isinstance(found, dict) else None
    for record in records if isinstance(records, list) else ():
        if isinstance(record, dict) and plain(record.get("pmid")).isdigit():
            return plain(record["pmid"])
    raise NoRecordError(
        f"PubMed Central knows no PMID of {pmcid}: if its page names a DOI, use the DOI instead"
    )


def _of_arxiv(client: Client, number: str) -> Work:
    answer = client.ask("arxiv", query={"id_list": number}, accept="application/atom+xml")
    if answer.is_html:
        raise ServiceError("arXiv must answer with a record (got an HTML page): try again later")
    try:
        entries = list(xml_records(answer.text, "entry"))
    except XmlError as error:
        raise ServiceError(f"arXiv's answer {error}: try again later") from None
    entry = next((e for e in entries if number in e.first("id").lower()), None)
    if entry is None or "/api/errors" in entry.first("id"):
        raise NoRecordError(f"arXiv has no record of {number}: compare it with arXiv's page")
    draft = Draft()
    draft.put("title", entry.first("title"))
    draft.names("author", (_natural(name) for name in entry.values.get("author/name", ())))
    draft.date(*entry.first("published")[:10].split("-"))
    draft.put("publisher", "arXiv")
    draft.numbers(arxiv=number)
    draft.put("eprintclass", entry.first("arxiv:primary_category@term"))
    draft.put("note", entry.first("arxiv:journal_ref"))
    draft.put("abstract", entry.first("summary"))
    draft.doi(entry.first("arxiv:doi"))
    origin = f"https://arxiv.org/abs/{number}"
    return Work("preprint", draft.fields, kinds=("Preprint",), origin=origin)


def _natural(name: str) -> str:
    """Return a name that is typed `Given Family` as BibTeX."""
    given, _, family = plain(name).rpartition(" ")
    return person(family, given) if given else inverted(name)


def _ncbi(client: Client) -> dict[str, str]:
    """Return the parameters by which NCBI asks its users to identify themselves."""
    return {"tool": "livingreview"} | ({"email": client.contact} if client.contact else {})
