"""The company's data: from whatever CRM holds them to facts of a date.

A source (`sources`) offers canonical tables (`schema`) as batches of cells as delivered. The intake (`intake`) makes
canonical values of them and lists every value it leaves out and every row it sets aside. A mirror (`mirror`) is a
columnar copy in one file: read-only, versioned, built beside the current one, to be deleted at any time. `facts` asks it
what was so on a date, `evidence` for the rows behind a number, always within a `scope`. `records` is our own database of
what people decided, with its `migrations`: the only thing that is written. Nothing here imports `dashboard`.
"""
