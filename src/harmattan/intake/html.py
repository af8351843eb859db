"""An HTML page → its article text and what it says about itself.

Nothing is fetched, no entity is expanded, no script is run. The text comes from trafilatura; title, outlet, address and
the moment of publication are read here, because trafilatura keeps no time of day.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from harmattan.intake.dates import read_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

DEEP = 400  # nested elements, from which a page is flattened before anything walks it

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_START = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_XHTML = re.compile(r"\s*<(?:\?xml|!doctype)\b.{0,4000}?<html\b", re.I | re.S)
_CLOSED = re.compile(r"</(?:p|div|a|span|li|td|h[1-6]|article|section|body|script|table)\s*>", re.I)
_DROPPED = re.compile(r"<(script|style|noscript|template|svg|iframe|object)\b.*?(?:</\1\s*>|$)", re.I | re.S)
_DOCTYPE = re.compile(r"\s*(?:<\?xml[^>]*>)?\s*<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?(?:>|\Z)", re.I | re.S)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*?(/?)>")
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "td", "tr", "th", "dt", "dd", "option",
))  # fmt: skip
_BLOCK = frozenset((
    "p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "article", "section", "header", "footer", "table",
    "ul", "ol", "blockquote", "main",
))  # fmt: skip

_ARTICLE = re.compile("article|posting|report", re.I)
_DATE_PROPERTIES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.published",
    "publishdate", "publish-date", "publish_date", "published_time", "pubdate", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_publication_date", "article_date_original", "date", "timestamp",
)  # fmt: skip
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; ``published`` is an ISO date, ``published_time`` the full date-time where it names one."""

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    published_time: str | None = None


def is_html(text: str, content_type: str | None = None) -> bool:
    """Whether ``text`` is a page: it starts like one, is served as one, or is full of its tags."""
    if _START.match(text[:20_000]) or _XHTML.match(text[:20_000]):
        return True
    tags = len(_CLOSED.findall(text[:50_000])) if "</" in text[:50_000] else 0
    served = content_type is not None and re.match(r"\s*(?:text/html|application/xhtml)", content_type, re.I)
    return tags >= (1 if served else 3)


def read_page(source: str, url: str | None = None) -> Page:
    """The article in an HTML page. Its ``text`` is empty where the page has none."""
    source = _COMMENT.sub(" ", source.replace("\x00", ""))
    doctype = _DOCTYPE.match(source)  # with any entities that it declares
    source = source[doctype.end() :] if doctype else source
    if _depth(source) > DEEP:
        return Page(_flat(source), url=url)
    tree = _parse(source)
    if tree is None:
        return Page(_flat(source), url=url)
    data = list(_json_ld(tree))
    article = next((d for d in data if _ARTICLE.search(_type(d))), {})
    meta = _meta(tree)
    published, time = _published(tree, article, meta, url)
    return Page(
        _text(tree, source),
        _title(tree, article, meta),
        _outlet(article, meta, data),
        _address(tree, meta, url),
        tree.get("lang") or None,
        published,
        time,
    )


def _parse(source: str) -> HtmlElement | None:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        found = document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, RecursionError):
        return None
    return found if found is not None and len(found) else None


def _depth(source: str) -> int:
    """The deepest nesting of elements, counted without a parser."""
    depth = deepest = 0
    for m in _TAG.finditer(_DROPPED.sub(" ", source)):
        if m[2].lower() in _VOID or m[3]:
            continue
        depth = max(0, depth - 1) if m[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _text(tree: HtmlElement, source: str) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(
            tree, include_comments=False, include_tables=True, include_formatting=False, favor_precision=True,
            deduplicate=False, output_format="txt",
        )  # fmt: skip
    except Exception:  # a page must not stop a batch, whatever breaks in its parser
        found = None
    flat = ""
    if not found or len(found) < 250:  # too little may be a teaser or a caption: look at all paragraphs
        flat = _paragraphs(source)
    return flat if len(flat) > 2 * len(found or "") else found or flat


def _paragraphs(source: str) -> str:
    """All paragraphs of running text, or all text where there are none."""
    tree = _parse(_DROPPED.sub(" ", source))
    if tree is None:
        return _flat(source)
    parts = [" ".join(p.text_content().split()) for p in tree.iter("p")]
    text = "\n".join(p for p in parts if len(p) > 20)
    return text or _flat(source)


def _flat(source: str) -> str:
    """The text without its tags, when nothing better can be had."""
    import html

    source = _DROPPED.sub(" ", source)
    body = re.search(r"<body\b[^>]*>", source, re.I)
    source = source[body.end() :] if body else source
    text = _TAG.sub(lambda m: "\n" if m[2].lower() in _BLOCK else "", source)
    text = html.unescape(re.sub(r"<[!?][^<>]*>", " ", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


# ------------------------------------------------------------------ what the page says about itself


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of all JSON-LD scripts, graphs and lists laid open; damaged ones are passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            todo: list[Any] = [json.loads((script.text_content() or "").strip().rstrip(";"), strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while todo and seen < 200:
            item = todo.pop(0)
            seen += 1
            if isinstance(item, list):
                todo = item[:100] + todo
            elif isinstance(item, dict):
                yield item
                todo += [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if key in item]


def _type(item: dict[str, Any]) -> str:
    kind = item.get("@type", "")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _meta(tree: HtmlElement) -> dict[str, str]:
    """``meta`` values by lower-case name; the first of each."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        value = " ".join((tag.get("content") or "").split())
        if name and value:
            found.setdefault(name.strip().lower(), value)
    return found


def _published(
    tree: HtmlElement, article: dict[str, Any], meta: dict[str, str], url: str | None
) -> tuple[str | None, str | None]:
    """(date, date-time) from the first of JSON-LD, meta, microdata, ``time`` and the address that has one."""
    best: tuple[str, str | None] | None = None
    for value in _dates(tree, article, meta, url):
        found = read_date(value) if isinstance(value, str) else None
        if found and best is None:
            best = found
        if found and best and found[1] and not best[1] and found[0] == best[0]:
            best = found  # another place names the time of the same day
            break
        if best and best[1]:
            break
    return best or (None, None)


def _dates(tree: HtmlElement, article: dict[str, Any], meta: dict[str, str], url: str | None) -> Iterator[Any]:
    yield article.get("datePublished")
    yield article.get("dateCreated")
    for name in _DATE_PROPERTIES:
        yield meta.get(name)
    for tag in tree.xpath("//*[@itemprop='datePublished']"):
        yield tag.get("content") or tag.get("datetime") or tag.text_content()
    times = tree.xpath("//time")
    for tag in times:
        marks = " ".join(filter(None, (tag.get("class"), tag.get("itemprop"), tag.get("id"), tag.get("pubdate"))))
        if tag.get("pubdate") is not None or re.search("publish|pubdate|posted|entry-date", marks, re.I):
            yield tag.get("datetime") or tag.text_content()
    inside = tree.xpath("//article//time | //header//time")
    if inside and not re.search("updat|modif", " ".join(inside[0].attrib.values()), re.I):
        yield inside[0].get("datetime") or inside[0].text_content()
    at = _URL_DATE.search(urlsplit(url or meta.get("og:url", "")).path)
    if at:
        yield f"{at[1]}-{int(at[2]):02}-{int(at[3]):02}"


def _title(tree: HtmlElement, article: dict[str, Any], meta: dict[str, str]) -> str | None:
    headings = [" ".join(h.text_content().split()) for h in tree.xpath("//article//h1 | //h1")]
    for value in (article.get("headline"), meta.get("og:title"), meta.get("twitter:title"), *headings[:1]):
        if isinstance(value, str) and value.strip():
            return _clean(value)
    titles = [t for t in tree.xpath("//head/title/text()") if t.strip()]
    return _clean(titles[0]) if titles else None


def _outlet(article: dict[str, Any], meta: dict[str, str], data: list[dict[str, Any]]) -> str | None:
    if meta.get("og:site_name"):
        return _clean(meta["og:site_name"])
    publishers = [article.get("publisher"), article.get("sourceOrganization")]
    publishers += [d for d in data if re.search("NewsMediaOrganization", _type(d))]
    for item in publishers:
        item = item[0] if isinstance(item, list) and item else item
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and name.strip():
            return _clean(name)
    name = meta.get("application-name") or meta.get("dc.publisher")
    return _clean(name) if name else None


def _address(tree: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href")
    for value in (*links, meta.get("og:url"), url):
        if not value:
            continue
        whole = urljoin(url or "", str(value).strip())
        if urlsplit(whole).scheme in ("http", "https"):
            return whole
    return url


def _clean(value: str) -> str:
    import html

    return " ".join(html.unescape(value).split())
