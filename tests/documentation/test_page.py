"""The documentation that a server shows at `/docs`."""

import re

from icotes import app
from running import Server


def test_every_method_is_on_the_page_and_every_link_leads_somewhere(server: Server) -> None:
    status, headers, body = server.http("GET", "/docs", token="")
    page = body.decode()
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert [method.name for method in app.table() if f'id="{method.name}"' not in page] == []
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert [link for link in re.findall(r'href="#([^"]+)"', page) if link not in anchors] == []
    addresses = set(re.findall(r'href="(/[^"#]*)', page))
    assert {address: server.http("GET", address, token="")[0] for address in addresses} == dict.fromkeys(addresses, 200)
