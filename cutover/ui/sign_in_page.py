"""The one page that Streamlit does not draw: where somebody without a session may sign in."""

from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Cutover</title>
<style>
@font-face {{ font-family: Inter; src: url(/app/static/inter-latin.woff2); font-weight: 100 900; }}
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 Inter, system-ui, sans-serif; margin: 0; display: grid; place-content: center;
  min-height: 100vh; color: light-dark(#1B2333, #E8ECF4); background: light-dark(#FFFFFF, #0E1320); }}
main {{ padding: 2rem; max-width: 34rem; }}
p {{ margin: 0 0 0.5rem; opacity: 0.85; }}
h1 {{ font-size: 2.25rem; line-height: 1.12; letter-spacing: -0.02em; margin: 0 0 1.75rem; font-weight: 650; }}
a {{ display: inline-block; margin: 0 0.75rem 0.75rem 0; padding: 0.6rem 1.25rem; border-radius: 0.375rem;
  font-weight: 600; text-decoration: none; color: light-dark(#FFFFFF, #0E1320);
  background: light-dark(#1F5FBF, #7FB2FF); }}
a:focus-visible {{ outline: 3px solid light-dark(#1F5FBF, #7FB2FF); outline-offset: 3px; }}
</style>
</head>
<body><main><p>Cutover: the go-live control room</p><h1>{message}</h1>{links}</main></body>
</html>
"""


def sign_in_page(message: str, providers: Iterable[str], *, status: int = 200) -> HTMLResponse:
    """Return a page that says where one stands and offers each provider."""
    links = "".join(f'<a href="/auth/to/{escape(name)}">{escape(label(name))}</a>' for name in providers)
    return HTMLResponse(PAGE.format(message=escape(message), links=links), status)


def label(provider: str) -> str:
    """Return what the link to a provider says."""
    return "Sign in" if provider == "default" else f"Sign in: {provider}"
