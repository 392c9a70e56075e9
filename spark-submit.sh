#!/usr/bin/env bash
# The one door to edulake on a laptop: sets up what is missing, then runs a job, a command or the tests.
set -euo pipefail
umask 077

use=cli,view,report${EDULAKE_EXTRAS:+,$EDULAKE_EXTRAS}
dev=cli,dev,connect,kafka,broker,databases
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
home="${EDULAKE_HOME:-$here/.edulake}"
set_up_files=("$here/setup.py" "$here/lib/edulake/platforms/laptop/set_up.py" "$here/lib/edulake/platforms/laptop/machine.py" "$here/lib/edulake/platforms/laptop/fetching.py" "$here/lib/edulake/platforms/laptop/shim.py")

usage() {
  cat <<'TEXT'
Usage: ./spark-submit.sh COMMAND [arguments]      (COMMAND --help says more)

  demo              the whole path on real and generated data, with results on the terminal
  demo --mine PATH  the same on your own files, with a page
  test              the tests on Spark 4.2, Spark 3.5 and Spark Connect; other arguments go to pytest
  test --more       the variations of them that CI runs while it has time; --all: both, and what takes minutes
  pipeline          from files to answers and early-warning lists, all jobs in one session
  follow            the same again and again, each minute by default, until SIGTERM
  bronze_ingest     raw exports to bronze tables        generate    make data to try things with
  silver_cleanse    bronze to typed, valid silver       maintain    cluster tables whose files grew
  gold_aggregate    silver to answers                   replay      refused records once more
  ml_train          early-warning models, judged        ml_score    the early-warning list of a day
  ml_backtest       what became of past lists           ml_evaluate how good early warning is on a dataset
  erase             people forgotten: no byte of the tables holds them, and no delivery brings them back
  rebuild           tables anew, and what that changed  deploy      files for Databricks, AIDP, Airflow, clusters
  validate          contracts, balance and answers, once more
  retain            what is older than it is kept goes; --dry-run says what that would be
  publish           chosen tables in PostgreSQL, or as files for other tools
  notebooks         .ipynb of the notebooks, run on a warehouse if asked to
  setup             set up all of it, and stop          check       lint and types (ruff, pyright)
  benchmark         timings, as ratios in one run: files, clicks, early_warning, scoring, language, ticks, arrival, night, publish, warm, picture; cheats
  completion        for your shell: eval "$(./spark-submit.sh completion)"
  report            one HTML page from gold: what to look at on Monday, and the figures behind it
  dashboard         the same as a page that stays open, with filters, for this machine alone
  anything else     goes to the edulake command line, e.g. clustering

What is needed (Spark, Delta, Java) is set up once, privately, in .edulake or $EDULAKE_HOME.
EDULAKE_SPARK_SUBMIT=/path/to/spark-submit runs a job on the cluster that program knows, with its settings.
EDULAKE_EXTRAS=kafka sets up what reads topics of Kafka as well.
EDULAKE_PROPERTIES=FILE adds Spark settings to those of a job, in the form of spark-defaults.conf.
TEXT
}

say() { printf 'edulake: %s\n' "$*" >&2; }

# find_python FIRST LAST: a Python 3.FIRST to 3.LAST that can make virtual environments.
find_python() {
  local name check
  check="import sys, venv, ensurepip; sys.exit(not (3, $1) <= sys.version_info[:2] <= (3, $2))"
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if "$name" -c "$check" >/dev/null 2>&1; then
      printf '%s\n' "$name"
      return
    fi
  done
  return 1
}

# lacks_python SPARK [SPAN]: what a machine has in place of the Python that is needed, and what to type.
lacks_python() {
  local has why="there is no python3 on the PATH"
  if has="$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)"; then
    why="python3 is $has"
    ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || why="python3 is $has, without venv or newer than that"
  fi
  {
    printf 'error: Spark %s needs Python 3.11%s with its venv module\n' "$1" "${2-}"
    printf 'why:   %s\n' "$why"
    printf 'do:    sudo apt install python3 python3-venv (Debian 12, Ubuntu 24.04 or later), brew install python@3.12,\n'
    printf '       or uv python install 3.12; then the same command again\n'
  } >&2
}

# set_up SPARK EXTRAS: nothing if what the set-up depends on is as it was; 9 if this machine lacks the Python.
set_up() {
  local spark="$1" extras="$2" dir="$home/spark-$1" stamp python last=14
  stamp="ready-$(printf '%s' "$here" | cat - "${set_up_files[@]}" | cksum | tr ' ' _)-${extras//,/+}"
  if [ -e "$dir/$stamp" ] && [ -x "$(. "$dir/environment.sh" && printf '%s' "$EDULAKE_JAVA")" ]; then return; fi
  [ "$spark" = 4.2 ] || last=11
  if ! python="$(find_python 11 "$last")"; then
    lacks_python "$spark" "$([ "$last" = 11 ] || printf ' to 3.%s' "$last")"
    return 9
  fi
  rm -f "$dir/$stamp"
  PYTHONPATH="$here/lib" "$python" -m edulake.platforms.laptop.set_up set-up --home "$dir" --spark "$spark" --extras "$extras" --stamp "$stamp"
}

# enter SPARK: the environment of that Spark, whatever the user's shell says about another one.
enter() {
  unset HADOOP_CONF_DIR PYSPARK_SUBMIT_ARGS SPARK_CONF_DIR SPARK_DIST_CLASSPATH SPARK_REMOTE YARN_CONF_DIR
  . "$home/spark-$1/environment.sh"
  export PATH="$home/spark-$1/venv/bin:$PATH"
}

# archive_later SPARK: where no archive of classes was tried yet, one is made when the process that we become is over.
archive_later() {
  if compgen -G "$home/spark-$1/classes-*" >/dev/null; then return; fi
  say "after this job, in the background and at low priority: an archive of classes, with which Spark starts faster"
  archive "$1" --after $$ </dev/null >/dev/null 2>&1 &
}

archive() { "$PYSPARK_PYTHON" -m edulake.platforms.laptop.archive --home "$home/spark-$1" --spark "$@"; }

# pack PYTHON: the package as a zip for --py-files, made anew when it is not what is there.
pack() { PYTHONPATH="$here/lib" "$1" -m edulake.platforms.laptop.set_up zip "$home/edulake.zip"; }

# add_properties: the settings of EDULAKE_PROPERTIES after those of this machine; of two the later counts. A file named
# by its content, so that jobs at the same time do not take each other's.
add_properties() {
  local both
  [ -n "${EDULAKE_PROPERTIES:-}" ] || return 0
  both="$home/spark-4.2/spark-$(cat "$EDULAKE_SPARK_CONF" "$EDULAKE_PROPERTIES" | cksum | tr ' ' _).conf"
  cat "$EDULAKE_SPARK_CONF" "$EDULAKE_PROPERTIES" >"$both.$$"
  mv "$both.$$" "$both"
  export EDULAKE_SPARK_CONF="$both"
}

# extras_of COMMAND [arguments]: what is set up for it.
extras_of() {
  case "$* " in
    "publish "*) echo "$use,publish" ;;
    "dashboard "*) echo "$use,dashboard" ;;
    "mcp "*) echo "$use,agents" ;;
    "suggest "* | "demo "*"--mine"*) echo "$use,suggest" ;;
    *) echo "$use" ;;
  esac
}

run_job() {
  local job="$here/jobs/$1.py" extras
  extras="$(extras_of "$@")"
  shift
  if [ -n "${EDULAKE_SPARK_SUBMIT:-}" ]; then
    find_python 11 14 >/dev/null || { lacks_python 4.2 " to 3.14" && exit 9; }
    pack "$(find_python 11 14)"
    export EDULAKE_PLATFORM="${EDULAKE_PLATFORM:-cluster}"
    exec "$EDULAKE_SPARK_SUBMIT" ${EDULAKE_PROPERTIES:+--properties-file "$EDULAKE_PROPERTIES"} \
      --py-files "$home/edulake.zip" "$job" "$@"
  fi
  set_up 4.2 "$extras"
  enter 4.2
  add_properties
  archive_later 4.2
  # Python starts Java where there is work for it: a run without news ends without.
  exec "$PYSPARK_PYTHON" "$job" "$@"
}

run_cli() {
  set_up 4.2 "$(extras_of "$@")"
  enter 4.2
  exec "$PYSPARK_PYTHON" -m edulake.cli "$@"
}

# completion: what a shell is to run; zsh runs it as bash does.
completion() {
  cat <<TEXT
if [ -n "\${ZSH_VERSION:-}" ]; then autoload -U +X bashcompinit && bashcompinit; fi
_edulake_door() {
  local IFS=\$'\n'
  COMPREPLY=(\$("$here/spark-submit.sh" complete "\$COMP_CWORD" "\${COMP_WORDS[@]}"))
}
complete -o default -F _edulake_door ./spark-submit.sh spark-submit.sh "$here/spark-submit.sh"
TEXT
}

# complete_line AT WORD...: what the word at that place may be. Nothing is set up for it; files are the shell's to add.
complete_line() {
  local at="$1" path names="test setup check benchmark deploy notebooks completion"
  shift
  local words=("$@")
  local word="${words[$at]:-}"
  if [ "$at" -gt 1 ] && [ -e "$here/jobs/${words[1]}.py" ]; then
    compgen -W "--warehouse --landing --catalog --conf --dry-run --debug --help" -- "$word" || true
    return
  fi
  for path in "$here"/jobs/*.py; do names="$names $(basename "$path" .py)"; done
  [ "$at" != 1 ] || compgen -W "$names" -- "$word" || true
  [ -e "$home/spark-4.2/environment.sh" ] || return 0
  enter 4.2
  words[0]=edulake
  COMP_WORDS="${words[*]}" COMP_CWORD="$at" _EDULAKE_COMPLETE=complete_bash "$PYSPARK_PYTHON" -m edulake.cli
}

# ready SPARK EXTRAS NAME: whether that suite can run; if not, a line in the report says why.
ready() {
  local code=0
  set_up "$1" "$2" || code=$?
  case "$code" in
    0) ;;
    9) echo "  not run  $3: this machine has no Python 3.11" >>"$report" ;;
    *) echo "  FAILED   $3: its set-up failed" >>"$report" ;;
  esac
  return "$code"
}

# run_tests SPARK NAME [pytest arguments]: one suite, and a line about it in the report.
run_tests() {
  local spark="$1" name="$2" code=0
  shift 2
  if [ "$(date +%s)" -gt "${EDULAKE_TEST_UNTIL:-9999999999}" ]; then
    echo "  not run  $name: no time was left for it" >>"$report"
    return
  fi
  say "$name: $(sed -n '1s/# //p' "$home/spark-$spark/spark.conf"); pytest $(printf '%.160s' "$*")"
  # What Python and pytest make of eight hundred files of tests is kept for the next suite, whatever the shell says.
  (enter "$spark" && unset PYTHONDONTWRITEBYTECODE && cd "$here" && "$PYSPARK_PYTHON" -m pytest "$@") || code=$?
  case "$code" in
    0) echo "  passed   $name" ;;
    5) echo "  not run  $name: no test was selected" ;;
    *) echo "  FAILED   $name" ;;
  esac >>"$report"
}

# programs EXTRA WHAT: other people's programs that read what edulake writes, in an environment of their own.
programs() {
  local at="$home/$1"
  [ ! -e "$at/ready" ] || [ "$here/setup.py" -nt "$at/ready" ] || return 0
  say "installing $2 (minutes, the first time)"
  "$(find_python 11 13)" -m venv "$at"
  "$at/bin/pip" install --quiet --disable-pip-version-check "$here[$1]" && touch "$at/ready"
}

# stop_tests: the suites beside ours go with us, whole process groups of pytest and its JVM; then their files.
stop_tests() {
  trap - EXIT INT TERM
  if [ -n "$lane" ]; then kill -TERM -- "-$lane" 2>/dev/null || true; fi
  rm -rf "$scratch"
}

# names_tests [pytest arguments]: whether one of them is a file or folder of tests.
names_tests() {
  local word
  for word in "$@"; do
    if [ -e "$here/${word%%::*}" ]; then return; fi
  done
  return 1
}

# marked MARK: the files that name it. What is not collected need not be left out.
marked() { (cd "$here" && grep -rl --include='test_*.py' "pytest\.mark\.$1" tests); }

# suite NAME [pytest arguments]: one of the suites that `test_all_suites` chose the tests of.
suite() {
  local name="$1"
  shift
  case "$name" in
    spark35) run_tests 3.5 "Spark 3.5" -m "${which:+$which and }not kill and not once" $among $left_out "$@" ;;
    tables35) run_tests 3.5 "Spark 3.5, tables" -m "not slow and not more and not kill and not once" $(cd "$here" && ls -d $tables) "$@" ;;
    frames) run_tests 4.2 "Spark 4.2, frames" -m "$which" $(printf 'tests/%s ' $frames) "$@" ;;
    others) run_tests 4.2 "Spark 4.2, the rest" -m "$which" tests $(printf -- '--ignore=tests/%s ' journeys $frames) "$@" ;;
    journeys) run_tests 4.2 "Spark 4.2, journeys" -m "$which" tests/journeys "$@" ;;
    named) EDULAKE_TEST_KAFKA=1 run_tests 4.2 "Spark 4.2" -m "$which" "$@" ;;
    connect) EDULAKE_TEST_CONNECT=1 run_tests 4.2 "Spark Connect" -m "$connect" $(names_tests "$@" || marked connect) "$@" ;;
    postgres) run_tests 4.2 "PostgreSQL" -m "$postgres" $among "$@" ;;
    browser) run_tests 4.2 "Chromium" -m "$browser" ${among:-$(names_tests "$@" || echo tests/serving)} "$@" ;;
    kafka) EDULAKE_TEST_KAFKA=1 run_tests 4.2 "Kafka" -m "$kafka" $among "$@" ;;
  esac
}

# suites "NAMES" [pytest arguments]: one after the other, but for those that the other lane has taken.
suites() {
  local name names="$1"
  shift
  for name in $names; do
    if mkdir "$scratch/$name" 2>/dev/null; then suite "$name" "$@"; fi
  done
}

# Two suites at a time: one alone keeps one core busy. Each lane begins at its end of the list, so that both end together;
# what needs a server of a database, a broker or a browser is counted apart.
test_all_suites() {
  local which="not slow and not more" among= connect postgres kafka browser here_first there_first there_too= left_out=
  local frames="expr bronze silver gold"
  # The table tests of sources, subjects and products are in the default set on 4.2 alone: on 3.5 they are variations.
  local tables="tests/bronze/ tests/silver/[a-z]*/ tests/gold/[a-z]*/"
  scratch="$(mktemp -d)" lane=
  report="$scratch/report"
  trap stop_tests EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ "${1:-}" = --more ]; then
    shift
    which="more and not slow"
    names_tests "$@" || among="$(marked more)"
    there_too="tables35"
  elif [ "${1:-}" = --all ]; then
    shift
    which=""
    export EDULAKE_PLATFORM_TOOLS="$home/platforms"
    programs platforms "Airflow, Oracle's client and a linter of Dockerfiles"
    programs datacontract "the datacontract tool"
  elif [ $# = 0 ]; then
    left_out="$(cd "$here" && printf -- '--ignore=%s ' $tables)"
  fi
  connect="${which:+$which and }connect" postgres="${which:+$which and }postgres"
  kafka="${which:+$which and }kafka" browser="${which:+$which and }browser"
  if names_tests "$@"; then
    here_first="named connect" there_first="spark35 connect"
  else
    which="${which:+$which and }not postgres and not kafka and not browser"
    here_first="journeys connect frames postgres kafka browser others"
    there_first="spark35 $there_too others frames browser kafka postgres connect"
  fi
  ready 4.2 "$dev" "Spark 4.2" || return
  ready 3.5 cli,test "Spark 3.5" || { there_first="${there_first#spark35 }" && there_first="${there_first#tables35 }"; }
  set -m # a process group of its own, so that all of it can be ended at once
  suites "$there_first" "$@" >"$scratch/beside" 2>&1 </dev/null &
  lane=$!
  set +m
  say "other suites run at the same time; what they say follows below"
  suites "$here_first" "$@"
  wait "$lane" || true
  lane=
  cat "$scratch/beside"
  say "tests:"
  cat "$report" >&2
  ! grep -q FAILED "$report"
}

check() {
  local failed=0
  set_up 4.2 "$dev"
  enter 4.2
  cd "$here"
  ruff check . || failed=1
  ruff format --check . || failed=1
  pyright --pythonpath "$PYSPARK_PYTHON" || failed=1
  return "$failed"
}

benchmark() {
  set_up 4.2 "$dev"
  enter 4.2
  archive 4.2
  exec "$PYSPARK_PYTHON" "$here/benchmarks/run.py" "$@"
}

main() {
  mkdir -p "$home"
  chmod 700 "$home"
  case "${1:-}" in
    "" | -h | --help | help) usage ;;
    completion) completion ;;
    complete) shift && complete_line "$@" ;;
    setup) set_up 4.2 "$use" && enter 4.2 && archive 4.2 ;;
    check) check ;;
    benchmark) shift && benchmark "$@" ;;
    deploy) shift && set_up 4.2 cli,deploy && enter 4.2 && exec "$PYSPARK_PYTHON" -m edulake.platforms.schedulers "$@" ;;
    notebooks) shift && set_up 4.2 cli,view,notebooks && enter 4.2 && exec "$PYSPARK_PYTHON" -m edulake.serving.notebook "$@" ;;
    test) shift && test_all_suites "$@" ;;
    *) if [ -e "$here/jobs/$1.py" ]; then run_job "$@"; else run_cli "$@"; fi ;;
  esac
}

main "$@"
