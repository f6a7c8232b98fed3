"""Reading pages in tests: links, attributes and forms, with the parser of the standard library."""

import re
from html.parser import HTMLParser


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags(html: str, having: str) -> list[dict[str, str]]:
    """The attributes of every tag that has the attribute `having`."""
    return [attributes for _tag, attributes in Tags(html).found if having in attributes]


def values(html: str, attribute: str) -> list[str]:
    return [attributes[attribute] for attributes in tags(html, attribute)]


def fetched(html: str) -> list[str]:
    """The addresses that a browser loads by itself."""
    loading = {
        "script": "src",
        "img": "src",
        "iframe": "src",
        "link": "href",
        "form": "action",
        "source": "src",
    }
    found = [attributes.get(loading[tag], "") for tag, attributes in Tags(html).found if tag in loading]
    return [address for address in found if address] + re.findall(r"url\(([^)]+)\)", html)


def handlers(html: str) -> list[str]:
    """Inline event handlers, which a strict content policy forbids."""
    return [name for _tag, attributes in Tags(html).found for name in attributes if name.startswith("on")]
