"""The exposure question asked of DuckDB, as well as we know how to ask it.

    duckdb_exposure.py FORMAT LOG ENTITLEMENTS THREADS [OUTPUT.json]

FORMAT is jsonl, csv, combined (one regular expression per line) or
combined-columns (the line read as space-delimited columns: faster, but a quote
escaped in the user agent can break it, and it accepts what is not the format).

Same answer as the tool on well-formed lines, with less work asked: no line
numbers, no digest of the inputs, no count of lines not understood.
"""

import json
import resource
import sys
import time

import duckdb

FORMAT, LOG, ENTITLEMENTS, THREADS = sys.argv[1:5]

# Cutting at slashes is cheaper than a regular expression.
RESOURCE = r"""url_decode(split_part(split_part(path, '/', 4), '?', 1))"""

SOURCES = {
    "jsonl": """
        SELECT ts, ip, "user" AS account, method, path, status
        FROM read_json('{log}', format='newline_delimited', ignore_errors=true,
             columns={{ts:'TIMESTAMP', ip:'VARCHAR', "user":'VARCHAR', method:'VARCHAR', path:'VARCHAR', status:'INTEGER'}})
    """,
    "csv": """
        SELECT ts, ip, "user" AS account, method, path, status
        FROM read_csv('{log}', header=true, ignore_errors=true, quote='"', escape='"', delim=',',
             columns={{'ts':'TIMESTAMPTZ','ip':'VARCHAR','user':'VARCHAR','session':'VARCHAR','method':'VARCHAR','path':'VARCHAR','status':'INTEGER','bytes':'BIGINT','ua':'VARCHAR'}})
    """,
    "combined": r"""
        SELECT strptime(m.t, '%d/%b/%Y:%H:%M:%S %z') AS ts, m.ip AS ip, nullif(m.u, '-') AS account,
               m.verb AS method, m.path AS path, try_cast(m.status AS INTEGER) AS status
        FROM (SELECT regexp_extract(line, '^(\S+) \S+ (.+?) \[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d+) ',
                     ['ip', 'u', 't', 'verb', 'path', 'status']) AS m
              FROM read_csv('{log}', header=false, delim='\0', quote='', escape='', ignore_errors=true,
                            columns={{'line':'VARCHAR'}}))
        WHERE m.status <> ''
    """,
    "combined-columns": """
        SELECT strptime(t || ' ' || zone, '[%d/%b/%Y:%H:%M:%S %z]') AS ts, ip, nullif(u, '-') AS account,
               split_part(request, ' ', 1) AS method, split_part(request, ' ', 2) AS path,
               status
        FROM read_csv('{log}', header=false, delim=' ', quote='"', escape='\\', ignore_errors=true, strict_mode=false, auto_detect=false,
             columns={{'ip':'VARCHAR','ident':'VARCHAR','u':'VARCHAR','t':'VARCHAR','zone':'VARCHAR','request':'VARCHAR','status':'INTEGER','bytes':'VARCHAR','referer':'VARCHAR','agent':'VARCHAR'}})
    """,
}

QUERY = """
WITH access AS (
    SELECT ts, ip, account, {resource} AS resource
    FROM ({source})
    WHERE path LIKE '/portail/%' AND (status BETWEEN 200 AND 299 OR status = 304) AND method IN ('GET', 'POST')
), exposed AS (
    SELECT a.ts, a.ip, a.resource, coalesce(nullif(a.account, ''), 'anonymous@' || a.ip) AS viewer
    FROM access a
    WHERE a.resource IN (SELECT resource FROM entitlement)
      AND NOT EXISTS (SELECT 1 FROM entitlement e WHERE e.resource = a.resource AND e.viewer = a.account)
      AND (a.account IS NULL OR a.account NOT IN (SELECT viewer FROM everywhere))
)
SELECT s.person, x.viewer, x.resource, s.category, min(x.ts)::VARCHAR, max(x.ts)::VARCHAR, count(*), list_sort(list(DISTINCT x.ip))
FROM exposed x JOIN (SELECT DISTINCT resource, person, category FROM entitlement) s USING (resource)
GROUP BY ALL ORDER BY ALL
"""


def main():
    begin = time.time()
    connection = duckdb.connect()
    connection.execute(f"SET threads={THREADS}; SET TimeZone='UTC'; SET preserve_insertion_order=false")
    table = f"read_csv('{ENTITLEMENTS}', header=true, all_varchar=true)"
    connection.execute(f"CREATE TEMP TABLE entitlement AS SELECT * FROM {table} WHERE resource <> '*'")
    connection.execute(f"CREATE TEMP TABLE everywhere AS SELECT viewer FROM {table} WHERE resource = '*'")
    loaded = time.time() - begin
    source = SOURCES[FORMAT].format(log=LOG)
    rows = connection.execute(QUERY.format(source=source, resource=RESOURCE)).fetchall()
    seconds = time.time() - begin
    usage = resource.getrusage(resource.RUSAGE_SELF)
    if len(sys.argv) > 5:
        with open(sys.argv[5], "w", encoding="utf-8") as out:
            json.dump([[str(cell) for cell in row[:7]] + [row[7]] for row in rows], out)
    print(
        f"duckdb {duckdb.__version__} {FORMAT} exposures={len(rows)} seconds={seconds:.3f} tables={loaded:.3f} "
        f"cpu={usage.ru_utime + usage.ru_stime:.2f} rss_MiB={usage.ru_maxrss // 1024}"
    )


main()
