"""The input of the pipeline that is read from mkdocs.yml and the files under docs/."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from livingreview.pages import Card, Site, read_card
from livingreview.pipeline import Manuscript
from livingreview.problems import Problem
from livingreview.site.options import LivingReviewConfig, named_files, page_engine
from livingreview.site.settings import read_pages


def read_manuscript(
    config: MkDocsConfig, options: LivingReviewConfig, files: Files
) -> tuple[Manuscript, tuple[Problem, ...]]:
    """Read the hand-written pages and the settings that say where and how they are published."""
    docs, extra = Path(config.docs_dir), config.extra
    card, _ = read_card(docs, extra.get("lr_card"), extra.get("lr_card_text"))
    texts, problems = read_pages(config, files)
    manuscript = Manuscript(
        docs=docs,
        texts=texts,
        allowed_files=named_files(config, options),
        engine=page_engine(config, options),
        site=_site(config, card),
        strict_statements=options.strict_statements,
    )
    return manuscript, problems


def _site(config: MkDocsConfig, card: Card | None) -> Site:
    """Return the addresses, from mkdocs.yml, of the site and of its repository (GitHub, GitLab)."""
    repository = config.repo_url.rstrip("/") + "/" if config.repo_url else ""
    edits = (config.edit_uri or "").partition("docs/")[0]
    if edits and "://" not in edits:
        edits = repository + edits
    is_forge = bool(repository) and "/edit/" in edits
    return Site(
        name=config.site_name,
        url=config.site_url or "",
        files=edits.replace("/edit/", "/blob/", 1) if is_forge else "",
        edits=edits,
        history=edits.replace("/edit/", "/commits/", 1) if is_forge else "",
        issues=f"{edits.partition('edit/')[0]}issues/new" if is_forge else "",
        card=card,
    )
