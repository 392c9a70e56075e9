"""What a stranger's files are, found out by looking at them: no Spark, and no settings but what is asked here.

`kinds` reads them, `names` knows what real systems call columns, `evidence` says what their values can mean, and
`block` writes what config/sources.py reads. Nothing is guessed: what the values leave open becomes a question.
"""
