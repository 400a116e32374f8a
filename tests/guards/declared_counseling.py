"""Who reads which field of the counselor network."""

# Who reads the fields of this network, beside the audiences that all apps share.
AUDIENCES = {
    "desk": frozenset({"counselor"}),
    "colleagues of the network": frozenset({"counselor", "administrator", "staff"}),
    "looks after": frozenset({"foreign"}),
}
DECLARED: dict[str, dict[str, str]] = {
    "counselors.Center": {
        **dict.fromkeys(
            ("name", "host", "city", "services", "funder", "website", "summary"), "public"
        ),
        "languages": "form",
    },
    "counselors.Counselor": {
        "skills": "form",
        "languages": "form",
        **dict.fromkeys(("bio", "other_skills", "certifications"), "public"),
    },
    "counselors.CenterAdministrator": {},
    "counselors.CenterInvitation": {"email": "looks after"},
    "counselors.Intake": {
        **dict.fromkeys(("topics", "uses", "terms_version"), "form"),
        "need": "own",
        "signature": "own",
    },
    "counselors.Engagement": {"goals": "advice", "next_action": "advice"},
    "counselors.Milestone": {"evidence": "advice"},
    "counselors.Task": {"title": "desk"},
    "counselors.Session": {"topics": "form", "shared_note": "advice", "next_action": "advice"},
    # How a session read before a correction; of its next action no page tells.
    "counselors.SessionVersion": {"topics": "form", "shared_note": "desk", "next_action": "desk?"},
    # Sealed in the database: what is looked for is the text inside.
    "counselors.PrivateNote": {"sealed": "desk"},
    "counselors.NoteVersion": {"sealed": "desk"},
    "counselors.NoteOpening": {"reason": "desk"},
    "counselors.Referral": {
        "fields": "form",
        "reason": "advice",
        "summary": "advice",
        "handover_note": "desk",
    },
    "counselors.Proposal": {"note": "advice"},
    "counselors.Meeting": {"topic": "advice", "place": "advice"},
    "counselors.MeetingSlot": {},
    "counselors.Question": dict.fromkeys(("title", "text"), "colleagues of the network"),
    "counselors.Answer": {"text": "colleagues of the network"},
    "counselors.Article": dict.fromkeys(("title", "text"), "colleagues of the network"),
    "counselors.ArticleFile": {
        "name": "colleagues of the network",
        "kind": "form",
        "stored_as": "form",
    },
    "counselors.ArticleVersion": dict.fromkeys(("title", "text"), "colleagues of the network"),
    "counselors.Training": {
        **dict.fromkeys(("title", "text", "place"), "public"),
        "link": "desk",
        "recording_url": "desk",
    },
    "counselors.Registration": {"feedback": "desk"},
}
