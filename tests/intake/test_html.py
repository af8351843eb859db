"""What a page says about itself, its text without its frame, and pages that mean harm."""

from __future__ import annotations

import pytest

from harmattan.errors import EmptyReport
from harmattan.intake import Raw, make_report
from harmattan.intake.html import is_html, read_page

STORY = (
    "<p>Soldiers left the camp near the river on Monday, the ministry of defence said in a statement on Tuesday.</p>"
    "<p>Residents of the town told our reporter that lorries had passed all night and that shots were heard once.</p>"
    "<p>The ministry did not answer questions. A spokesman for the opposition doubted that the camp was empty.</p>"
)


def page(head: str = "", body: str = f"<article><h1>Camp emptied</h1>{STORY}</article>") -> str:
    title = "<title>Camp emptied | The Reed</title>"
    return f"<!DOCTYPE html><html lang='en'><head>{title}{head}</head><body>{body}</body></html>"


def test_article_without_its_frame() -> None:
    found = read_page(page(body=(
        "<nav><a href='/'>Home</a><a href='/s'>Sport</a></nav><script>var army = 'attack';</script>"
        f"<style>p {{color: red}}</style><article><h1>Camp emptied</h1>{STORY}</article>"
        "<aside>Read also: ten recipes</aside><footer>Copyright 2022 The Reed. All rights reserved.</footer>"
    )))  # fmt: skip
    assert "Soldiers left the camp" in found.text
    assert "the camp was empty" in found.text
    for frame in ("Sport", "var army", "color: red", "All rights reserved"):
        assert frame not in found.text
    assert found.title == "Camp emptied"
    assert found.language == "en"


@pytest.mark.parametrize(
    ("head", "date", "time"),
    [
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-01-27T10:30:00+01:00",'
         '"dateModified": "2022-02-01T00:00:00Z"}</script>', "2022-01-27", "2022-01-27T10:30:00+01:00"),
        ('<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": ["Article"],'
         '"datePublished": "2022-01-27"}]}</script>', "2022-01-27", None),
        ('<meta property="article:published_time" content="2022-01-27T10:30:00Z">',
         "2022-01-27", "2022-01-27T10:30:00Z"),
        ('<meta name="pubdate" content="27 January 2022">', "2022-01-27", None),
        ('<meta itemprop="datePublished" content="2022-01-27">', "2022-01-27", None),
        ('<script type="application/ld+json">{broken</script><meta name="date" content="2022-01-27">',
         "2022-01-27", None),
        ('<meta name="date" content="2022-01-27"><meta property="og:published_time" content="2022-01-27T08:00:00Z">',
         "2022-01-27", "2022-01-27T08:00:00Z"),
        ('<meta property="article:modified_time" content="2022-02-01">', None, None),
        ('<meta name="date" content="soon">', None, None),
    ],
)  # fmt: skip
def test_moment_of_publication(head: str, date: str | None, time: str | None) -> None:
    found = read_page(page(head))
    assert (found.published, found.published_time) == (date, time)


def test_time_element_and_address() -> None:
    body = f"<article><h1>Camp</h1><time datetime='2022-01-27T10:30:00Z'>Thursday</time>{STORY}</article>"
    assert read_page(page(body=body)).published_time == "2022-01-27T10:30:00Z"
    assert read_page(page(), "https://reed.example/2022/01/27/camp").published == "2022-01-27"


def test_title_outlet_and_address() -> None:
    head = (
        '<link rel="canonical" href="/camp"><meta property="og:title" content="Camp &amp;amp; river emptied">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "The Reed"}}</script>'
    )
    found = read_page(page(head), "https://reed.example/camp?ref=x")
    assert (found.title, found.outlet, found.url) == ("Camp & river emptied", "The Reed", "https://reed.example/camp")
    assert read_page(page('<meta property="og:site_name" content="Reed Online">')).outlet == "Reed Online"
    assert (
        read_page(page('<link rel="canonical" href="javascript:alert(1)">'), "https://a.example/").url
        == "https://a.example/"
    )


def test_page_becomes_a_report() -> None:
    report = make_report(Raw("p", "bytes", page('<meta charset="iso-8859-1">').encode()))
    assert report.title == "Camp emptied"
    assert report.text.startswith("Soldiers left") or "Soldiers left" in report.text


@pytest.mark.parametrize(
    "source",
    [
        "<html><body>" + "<div>" * 100_000 + STORY + "</div>" * 100_000 + "</body></html>",
        "<html><body>" + "<table><tr><td>" * 200 + STORY + "</td></tr></table>" * 200 + "</body></html>",
        page(body="<script>" * 500 + STORY + "</script>" * 500 + STORY),
        '<!DOCTYPE html [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><html><body>' + STORY + "&b;&b;</body></html>",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body>'
        + STORY + "&x;</body></html>",
        page(body=STORY + "<img src='http://unreachable.invalid/x.png'><iframe src='file:///etc/hostname'></iframe>"),
        page(body=STORY + "<p " + "a='b' " * 20_000 + ">"),
        "<html><body>" + STORY + "<!--" * 20_000,
    ],
    ids=["deep", "nested tables", "scripts", "entity bomb", "outer entity", "links", "attributes", "open comments"],
)  # fmt: skip
def test_hostile_pages_do_no_harm(source: str) -> None:
    text = read_page(source).text
    assert "Soldiers left the camp" in text
    assert len(text) < 5 * len(STORY)


def test_a_page_without_an_article_is_empty() -> None:
    with pytest.raises(EmptyReport, match="browser"):
        make_report(Raw("p", "bytes", page(body="<div id='app'></div><script>load()</script>").encode()))


def test_what_is_a_page() -> None:
    assert is_html("  <!-- x --><html><body>")
    assert is_html("<p>a</p><p>b</p><div>c</div>")
    assert is_html("<p>one</p>", "text/html; charset=utf-8")
    assert not is_html("The army said that 3 < 5 and 5 > 3.")
    assert not is_html("The <b>army</b> left.")
