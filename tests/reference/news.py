from .known import DAY, SIDES, Known, Record, Row

NAMES = {
    "team_news": "{side}_team_news_sentiment",
    "injury_report": "injury_report_severity_{side}",
    "manager_quote": "manager_confidence_{side}",
}


def news(known: Known, match: Record) -> Row:
    row: Row = {}
    for side in SIDES:
        told = known.world.told("signals", match[side], known, match["kickoff"] - 28 * DAY)
        for kind, name in NAMES.items():
            weights = [
                (0.5 ** ((known.instant - each["known_at"]) / (7 * DAY)), each["value"])
                for each in told
                if each["kind"] == kind and each["value"] is not None
            ]
            total = sum(weight for weight, _ in weights)
            row[name.format(side=side)] = (
                sum(weight * value for weight, value in weights) / total if weights else None
            )
    return row
