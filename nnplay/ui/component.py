"""Components of our own: Python says what to show, a module under `static/` draws it.

The module exports `render(component)`, called at every change, and `unmount(place)`.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

# Travels with every answer, so it is short: the work is in the module it loads.
LOADER = """
const script = new URL("app/static/{module}", document.baseURI).href
export default function (component) {{
  const place = component.parentElement
  import(script).then((module) => module.render(component))
  return () => import(script).then((module) => module.unmount(place))
}}
"""


def static_component(name: str, module: str) -> Any:
    """Declare a component drawn by `static/<module>`. Call it once, when a Python module is loaded."""
    return st.components.v2.component(name, js=LOADER.format(module=module), isolate_styles=False)
