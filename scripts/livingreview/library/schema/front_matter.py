"""The shape of the front matter of a page: the settings above its text."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from livingreview.library.schema.fields import Shape, Short, described, one_line, one_or_more

_Part = Literal["navigation", "toc", "path", "footer", "feedback", "tags"]

_Long = Annotated[str, Field(min_length=1, max_length=1000)]


class FrontMatter(Shape):
    """The settings of a page; fields that are not listed here are left to other plugins."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, allow_inf_nan=False)

    title: Short | None = described("the title of the page; by default its first heading")
    subtitle: Short | None = described("a line below the title in the navigation")
    description: Annotated[_Long, one_line(_Long)] | None = described(
        "one sentence for search engines and for lists of pages"
    )
    author: Short | None = described("who wrote the page, if not the maintainers of the review")
    icon: Short | None = described("an icon of the theme, such as material/pencil")
    status: Short | None = described("new, deprecated, or a key of extra.status in mkdocs.yml")
    tags: (
        Annotated[tuple[Short, ...], Field(strict=False, max_length=100), one_or_more(Short)] | None
    ) = described("words under which the page is listed")
    hide: (
        Annotated[tuple[_Part, ...], Field(strict=False, max_length=10), one_or_more(_Part)] | None
    ) = described("parts of the page that are not shown")
    template: Short | None = described("a template in theme.custom_dir of mkdocs.yml")
