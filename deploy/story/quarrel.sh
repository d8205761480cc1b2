#!/usr/bin/env bash
# Plays a quarrel to its kept agreement: a finding becomes an issue, the quarrel behind it a dispute;
# two sessions, an agreement in three instalments, confirmation applied for on the 29th day, a meeting
# that sees the cluster, a breach, performance, and the month's ledger opened by a second program. The
# server is started anew with its clock further on, about four months in all. Called by deploy/run.
#
#   --home DIR  where its data lies (default: a temporary folder, removed at the end)
#   --bin DIR   the build that is played (default build/release)
#   --lang zh|en
#
# It exits non-zero if any step failed. For tests, from the environment: STORY_INIT_FLAGS and
# STORY_SERVER_FLAGS are handed to gridgovd.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

home=""
temporary=""
bin=build/release
while (($#)); do
  case "$1" in
    --home) home="$2"; shift ;;
    --bin) bin="$2"; shift ;;
    --lang) STORY_LANG="$2"; shift ;;
    *) echo "quarrel: unknown argument $1" >&2; exit 2 ;;
  esac
  shift
done
if [[ -z "$home" ]]; then
  temporary="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-quarrel.XXXXXX")"
  home="$temporary"
fi
port=0
mkdir -p -m 700 "$home"
story_days=125
# shellcheck source=deploy/story/lib.sh
source deploy/story/lib.sh
# shellcheck source=deploy/story/setup.sh
source deploy/story/setup.sh

leave() {
  local code=$?
  stop_server
  [[ -z "$temporary" ]] || rm -rf "$temporary"
  if ((code != 0)); then printf '\nquarrel: FAILED\n' >&2; fi
}
trap leave EXIT

users+=(mediator1)
people=(centre1 office1 checker1 worker1 handler1 mediator1 auditadmin)

# go_to DAY: the server anew, that many days after the first; everybody signs in again.
go_to() {
  heading "—— 第 $1 天 ——" "—— day $1 ——"
  stop_server
  clock_offset=$(($1 * 86400))
  start_server
  local user
  for user in "${people[@]}"; do sign_in "$user"; done
}

state_of_dispute() { quietly mediator1 dispute list | field state; }
state_of_agreement() { quietly mediator1 agreement list | field state; }

# report TITLE: an issue at the counter of the first grid, accepted.
report() {
  quietly office1 issue report --category 0504 --grid "${community_a}001" --title "$1" \
    --source resident >"$home/reported"
  quietly office1 issue accept "$(field number <"$home/reported")" >/dev/null
}

find_and_report() {
  heading "巡查发现噪声扰民，上报为事件；同一网格三十天内已是第三起" \
    "A patrol finds noise: an issue, the third in that grid within thirty days"
  report "夜间施工噪声"
  report "装修噪声扰民"
  local patrol
  patrol="$(quietly worker1 patrol create --type SAFETY --grid "${community_a}001" | field name)"
  as worker1 patrol finding "$patrol" --title "楼上楼下因噪声争吵" --category 0504 \
    --address "3号楼2单元"
  issue="$(quietly worker1 issue list | field number)"
  as office1 issue accept "$issue"
}

register() {
  heading "事件背后是邻里纠纷：登记、指定调解员、受理" \
    "A quarrel between neighbours is behind it: registered, a mediator named, accepted"
  cat >"$home/parties.json" <<'JSON'
[{"kind": "PERSON", "side": "FIRST", "display_name": "甄某（示例）", "phone": "000-0000-0001"},
 {"kind": "PERSON", "side": "SECOND", "display_name": "贾某（示例）", "phone": "000-0000-0002"}]
JSON
  as office1 dispute register --class neighbours --source own --issue "$issue" \
    --summary "楼上装修噪声及漏水，双方对赔偿有争议" --committee TJ --amount-fen 900000 \
    --parties-file "$home/parties.json"
  dispute="$(quietly office1 dispute list | field number)"
  rm -f "$home/parties.json"
  as office1 dispute mediator assign "$dispute" --account mediator1 --choice parties
  local mediator
  mediator="$(quietly mediator1 dispute mediator list "$dispute" | field name)"
  as mediator1 dispute mediator declare "$mediator" --conflict none
  as mediator1 dispute assess-risk "$dispute" --risk medium --reason "双方多次争吵"
  as mediator1 dispute accept "$dispute" --pending-before nobody
  heading "别的网格员看不到；从事件可以走到纠纷" "Another worker sees nothing; the issue names its dispute"
  refused 3 worker2 dispute show "$dispute"
  as office1 issue show "$issue"
}

# session RECORD: one that is set, told to both, held, and signed by all.
session() {
  local id
  id="$(quietly mediator1 mediation-session schedule "$dispute" \
    --start-time "$(date -u -d "+8 hours +$clock_offset seconds" '+%F %H:%M')" \
    --place "社区调解室" | field name)"
  as mediator1 mediation-session notify "$id" 1 --means phone
  as mediator1 mediation-session notify "$id" 2 --means phone
  printf '%s\n' "$1" | as mediator1 mediation-session hold "$id" - --party 1=self --party 2=self
  as mediator1 mediation-session sign "$id" --party 1 --means signed
  as mediator1 mediation-session sign "$id" --party 2 --means signed
  as mediator1 mediation-session sign "$id" --mediator
}

mediate() {
  heading "告知权利，两次调解，达成协议" "Rights are told; two sessions; they agree"
  as mediator1 dispute rights
  refused 5 mediator1 dispute begin "$dispute"
  as mediator1 dispute party acknowledge "$dispute" 1 --means read-out
  as mediator1 dispute party acknowledge "$dispute" 2 --means read-out
  as mediator1 dispute begin "$dispute"
  go_to 1
  session "第一次调解：双方陈述各自意见，对赔偿数额分歧较大（示例）。"
  go_to 6
  session "第二次调解：双方同意赔偿九千元，分三期支付（示例）。"
  as mediator1 dispute settle "$dispute"
}

agree() {
  heading "三期履行的书面协议：没有盖章就没有生效" \
    "A written agreement in three instalments: without the seal it has no effect"
  # Facts, points in dispute, responsibilities, terms, manner, place, time limit: a line each.
  printf '%s\n' "楼上装修造成噪声和漏水（示例）" "赔偿数额和期限" "乙方赔偿甲方损失" "乙方赔偿甲方九千元" \
    "银行转账" "社区调解室" "分三期付清" |
    as mediator1 agreement draft "$dispute" --amount-fen 900000 --contents-stdin \
      --instalment "$(today 34) 300000 乙方向甲方支付" \
      --instalment "$(today 64) 300000 乙方向甲方支付" \
      --instalment "$(today 94) 300000 乙方向甲方支付"
  agreement="$(quietly mediator1 agreement list | field number)"
  as mediator1 agreement sign "$agreement" --party 1
  as mediator1 agreement sign "$agreement" --party 2
  as mediator1 agreement countersign "$agreement"
  expect STATE_DRAFT "$(state_of_agreement)" "an agreement without a seal"
  as mediator1 agreement seal "$agreement"
  expect STATE_IN_EFFECT "$(state_of_agreement)" "the agreement"
  as mediator1 agreement paper "$agreement" --kind agreement
  as mediator1 agreement paper "$agreement" --kind agreement --pdf "$home/agreement.pdf"
  head -c 5 "$home/agreement.pdf" | grep -q '%PDF-'
}

meet() {
  heading "街道分析会看到聚集的三起噪声，定措施、交办" \
    "The meeting sees the cluster of three, decides on a measure and hands it out"
  local meeting item
  meeting="$(quietly office1 meeting create "$community_a" --time "$(today 0) 15:00" |
    field name)"
  as office1 meeting prepare "$meeting"
  as office1 meeting item list --meeting "$meeting"
  item="$(quietly office1 meeting item list --meeting "$meeting" | python3 -c '
import json, sys
print(next(one["name"] for one in json.load(sys.stdin) if one.get("kind") == "KIND_CLUSTER"))')"
  as office1 meeting item show "$item"
  as office1 meeting hold "$meeting" --chair office1 --recorder checker1 --attend CG:head:1
  as office1 meeting item judge "$item" --judgement may-escalate --measure inspect --unit CG \
    --due-date "$(today 7)"
  local other
  for other in $(quietly office1 meeting item list --meeting "$meeting" | python3 -c '
import json, sys
for one in json.load(sys.stdin):
    if one["name"] != sys.argv[1]: print(one["name"])' "$item"); do
    as office1 meeting item judge "$other" --judgement no-action
  done
  as checker1 meeting minutes "$meeting" --text "研判三起噪声事件，由综合执法中队检查施工时间。"
  as office1 meeting sign "$meeting"
  as office1 meeting hand-out "$meeting"
  as office1 meeting item finish "$item" --result "已检查，施工时间符合规定"
  as office1 meeting show "$meeting"
}

confirm() {
  heading "生效第29天共同申请司法确认，一方单独不行" \
    "On the 29th day both apply for judicial confirmation; one alone cannot"
  as mediator1 work list
  refused 1 mediator1 agreement apply "$agreement" --court "某某区人民法院" --party 1
  as mediator1 agreement apply "$agreement" --court "某某区人民法院" --party 1 --party 2
  as mediator1 agreement show "$agreement"
}

keep() {
  heading "第一期履行，第二期未履行，督促后履行，第三期履行" \
    "The first part is paid, the second is not until they are urged, the third is paid"
  go_to 40
  as mediator1 agreement check "$agreement" --instalment 1 --performance kept
  go_to 71
  as mediator1 agreement check "$agreement" --instalment 2 --performance not-kept
  expect STATE_BREACHED "$(state_of_dispute)" "the dispute after a breach"
  as mediator1 agreement resume "$agreement" --new-due-date "$(today 14)" --reason "双方同意宽限"
  go_to 84
  as mediator1 agreement check "$agreement" --instalment 2 --performance kept
  go_to 100
  as mediator1 agreement check "$agreement" --instalment 3 --performance kept
  expect STATE_PERFORMED "$(state_of_dispute)" "the dispute after the last part"
  as mediator1 dispute close "$dispute"
  as mediator1 dispute show "$dispute"
}

# ledger KIND INDICATOR: that month's ledger, and its total against the statistics.
ledger() {
  as centre1 ledger create "$street" --kind "$1" --period "${first_day:0:7}" \
    --purpose "月度通报（示例）" --to "$home/$1.xlsx"
  local shown
  shown="$(quietly centre1 statistic show "$street" --from "${first_day:0:7}-01" \
    --to "$(date -u -d "${first_day:0:7}-01 +1 month -1 day" +%F)" | python3 -c '
import json, sys
for figure in json.load(sys.stdin)["total"]["figures"]:
    if figure["indicator"] == sys.argv[1]: print(figure.get("numerator", 0))' "$2")"
  /usr/bin/python3 deploy/story/ledger.py "$home/$1.xlsx" "$shown"
}

heading "建立数据目录" "A data folder"
(umask 077 && "$gridgovd_bin" init "$home/data" ${STORY_INIT_FLAGS:-} >"$home/first")
start_server
while IFS=$'\t' read -r user _ password; do first_sign_in "$user" "$password"; done <"$home/first"
rm -f "$home/first"
set_up
as sysadmin unit create --code TJ --kind mediation-committee --title "人民调解委员会（示例）" \
  --area "$street"
grant mediator1 --role mediator --area "$street"
as sysadmin unit member add TJ mediator1
first_day="$(today 0)"
find_and_report
register
mediate
agree
go_to 13
meet
go_to 35
confirm
keep
go_to "$story_days"
heading "当月台账，由另一个程序打开，合计与统计一致" \
  "The ledgers of that month, opened by a second program: totals as in the statistics"
ledger issues issues.reported
ledger disputes disputes.registered
ledger agreements agreements.made
heading "审计管理员校验日志链" "The audit administrator verifies the chain"
as auditadmin audit verify
heading "纠纷已化解" "The quarrel is settled"
