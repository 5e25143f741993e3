"""The evidence pages: what is disputed now, each quantity with all its reports, and what people say of alerts.

Server-rendered (Starlette, Jinja2, uvicorn) and usable without JavaScript. `stage` runs them, `site` has the routes.
"""
