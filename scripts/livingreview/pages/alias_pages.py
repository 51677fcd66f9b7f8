"""What stands at the former addresses of sources: a small page that leads on."""

from livingreview.model import Library
from livingreview.pages.citing import Site
from livingreview.rendering import render_template, source_address


def alias_files(library: Library, site: Site) -> dict[str, str]:
    """Make the page at each former address of a source, by its place in the site.

    It leads on without JavaScript, and neither search engines nor our search find it.
    """
    return {
        f"{source_address(alias)}index.html": str(
            render_template(
                "alias_page",
                title=source.short,
                href=f"../{source.key}/",
                canonical=f"{site.url}{source_address(source.key)}"
                if site.url
                else f"../{source.key}/",
            )
        )
        for source in library.sources.values()
        for alias in source.aliases
    }
