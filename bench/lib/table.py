"""Figures as a table."""

import math


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 100 else f"{value:.2f} ms"


def ratio(value, reference):
    return f"{value / reference:.2f}" if reference else ""


def percentile(values, percent):
    """The smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


class Table:
    def __init__(self, head):
        self.head = head
        self.rows = []

    def add(self, *cells):
        self.rows.append(cells)

    def rows_as_maps(self):
        return [dict(zip(self.head, row)) for row in self.rows]

    def render(self):
        lines = [self.head, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.head))]
        rendered = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
        rendered.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(rendered)
