"""What operators take: image, compose files, chart, dashboards, alert rules, and the pages about them.

Tools that are not there skip their tests with one loud line; with DEPLOY=full (`make deploy-check`) they fail instead.
"""
