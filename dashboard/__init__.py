"""Account Health: which customers need us this week, and why.

The way of the data goes one way only: a company's CRM is read by `data_access.sources`, judged by `data_access.intake`,
kept in a disposable `data_access.mirror`, asked by `data_access.facts` as of a date, scored here and shown by the pages.

    policy, policy.toml   the company's rules: defaults, validation in sentences
    indicators            what each term and figure means, in words rendered from the rules
    definitions           all of it as text: a page, and the files of it
    scoring               facts -> tiers, cadence, watch states, attention: the whole store on a date
    portfolio             scored frames -> what the pages list and count
    headlines, wording    the computed sentences; the one formatter of each kind of value
    palette, charts       colours and words of states; frames -> pictures
    explanations, reasons why an account is in its state, and why an indicator of its health has its value, in words
    decisions             what people decided: whose it is, in which order and words, what a new one must say
    review, reviews       what changed between two dates, in words; the reviews of a day for whoever asks
    sheets                what leaves as a file: reviews, briefs, calendar files, mails
    brief, questions      one account on a page for the meeting with that customer, and what to ask
    digest, post, links   everybody's part of the review by mail, how mail is sent, where its links lead
    access                viewer -> what may be seen: the only maker of a Scope, beside jobs that see everything
    address               filters as they stand in a link
    store, server         the mirror a running dashboard serves; start-up, health, headers
    refresher             reads the source when that is due and turns the store to newer versions
    sample, tour          the sample company as the source where nothing else is configured, and five steps over it
    invented, hiding      invented names, and the same figures under them
    app, ui               the frame around every page, and all else that talks to Streamlit
    commands, __main__    the command line

Imports: `streamlit_app.py` and `pages` -> `dashboard` -> `data_access`, and `dashboard` -> `sample_data` -> `data_access`.
Streamlit is imported only in `app`, `ui`, the pages and the entry, SQLAlchemy and DuckDB only in `data_access` and in
what writes the sample company. Nothing but `ui` and `__main__` asks for the time.
Scores of the whole store are cut by a Scope before anything leaves.
"""
