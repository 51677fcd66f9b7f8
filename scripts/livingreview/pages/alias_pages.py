"""The small pages at the former addresses of sources, which redirect to the present ones."""

from livingreview.model import Library
from livingreview.pages.citing import Site
from livingreview.rendering import content_policy, render_template, source_address


def alias_pages(library: Library, site: Site) -> dict[str, str]:
    """Return the complete page at each former address of a source, by that address.

    It redirects without JavaScript; search engines and the site's own search leave it out.
    """
    return {
        source_address(alias): str(
            render_template(
                "alias_page",
                policy=content_policy((), {}),
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
