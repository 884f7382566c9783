"""What a browser calls itself, in two words that its owner knows. A pure rule, and a guess."""

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""A sign in what a browser sends, and its name. Most also name those they resemble, so order counts."""

SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
"""A sign in what a browser sends, and its system. Android also names Linux, so order counts."""


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """Answer the names of the browser and of its system; each empty where we know none of what is named."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return browser, system
