"""Draws the pictures of the demonstration: `python -m debates.importing.demonstration_data.draw_images`.

The files in `images/` are committed; this is how they were made and how to change them. The drawing is
deterministic: the only randomness comes from a generator with a fixed seed, and the lettering is the font
that Pillow carries.
"""

from debates.importing.demonstration_data import faces, square
from debates.importing.demonstration_data.sheet import FOLDER


def main() -> None:
    """Draw every picture."""
    FOLDER.mkdir(exist_ok=True)
    faces.faces_becoming_points()
    faces.a_licence_has_two_parties()
    faces.a_hundred_photographs()
    square.one_plinth_three_answers()
    square.three_lines_of_sight()


if __name__ == "__main__":
    main()
