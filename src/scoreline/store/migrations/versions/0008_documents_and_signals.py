"""documents and signals."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False, comment="who published it"),
        sa.Column("uri", sa.String(length=500), nullable=False, comment="what names it there"),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="a corrected document is a new row"
        ),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="of its words, however they are set",
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False, comment="ISO 639-1, or und"),
        sa.Column("trust", sa.Float(), nullable=False, comment="in the source, 0-1"),
        sa.Column("published_at", sa.BigInteger(), comment="null where the source does not say"),
        sa.Column("seen_at", sa.BigInteger(), nullable=False, comment="when it was first seen"),
        sa.Column("known_at", sa.BigInteger(), nullable=False, comment="the later of both"),
        sa.CheckConstraint("known_at >= seen_at", name=op.f("ck_documents_seen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "source", "uri", "revision", name=op.f("uq_documents_source_uri_revision")
        ),
    )
    op.create_index(op.f("ix_documents_sha256"), "documents", ["sha256"])

    op.create_table(
        "signals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "player",
            sa.String(length=120),
            comment="as the source news spells him; null for the club",
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column(
            "status", sa.String(length=8), comment="out, doubt or back; null where it is no absence"
        ),
        sa.Column(
            "value", sa.Float(), nullable=False, comment="sentiment, -1 to 1, or severity, 0 to 1"
        ),
        sa.Column(
            "part", sa.String(length=40), comment="of the body, an ailment or another reason"
        ),
        sa.Column("back_from", sa.Date()),
        sa.Column("back_until", sa.Date()),
        sa.Column("speaker", sa.String(length=120)),
        sa.Column(
            "start", sa.Integer(), nullable=False, comment="characters of the document's text"
        ),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False, comment="that of the document"),
        sa.CheckConstraint('start >= 0 AND start < "end"', name=op.f("ck_signals_offsets")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_signals_document_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_signals_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_document_id"), "signals", ["document_id"])
    op.create_index(op.f("ix_signals_team_id_known_at"), "signals", ["team_id", "known_at"])
