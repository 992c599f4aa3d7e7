"""Where the residents' pages find the look of their gemeente."""


def stylesheet_address(nummer: str, kenmerk: str) -> str:
    """nummer: the four digits of the gemeente's code, which links start with too."""
    return f"/stijl/{nummer}-{kenmerk}.css"
