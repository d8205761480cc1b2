# shellcheck shell=bash
# One day: from the plan of a patrol to closed issues and a verified log. Sourced by run.sh.

grid_a1="${community_a}001"
grid_a2="${community_a}002"

state_of() { quietly "$1" issue show "$2" | field state; }

# start_watch: worker1's watch in another process, whose events land in a file.
start_watch() {
  "$gridgov_bin" --lang "$story_lang" --context worker1 --output json watch \
    --collections issues,patrols --token-file "$home/watch.token" \
    >>"$home/watch.jsonl" 2>>"$home/watch.log" &
  watch_pid=$!
}

# watched KIND NAME [STATE]: waits until the watch has told it, at most 20 s.
watched() {
  timeout 20 python3 deploy/story/watched.py wait "$home/watch.jsonl" "$@"
}

play_day() {
  local day patrol rule issue number second moved role photo item
  day="$(cat "$home/days" 2>/dev/null || echo 0)"
  echo $((day + 1)) >"$home/days"
  : >"$home/watch.jsonl"
  rm -f "$home/watch.token"
  start_watch

  heading "社区按频次规则制定巡查计划" "The office makes a plan from a rule"
  rule="$(quietly office1 patrol rule list | field name)"
  as office1 patrol plan "$rule" --from "$(today "$day")" --to "$(today "$day")"
  patrol="$(quietly worker1 patrol list --state planned | field name)"
  watched CHANGED "$patrol" STATE_PLANNED

  heading "网格员开始巡查，逐项填写，一项不合格" "The worker starts, ticks the checklist; one item fails"
  as worker1 patrol start "$patrol"
  as worker1 patrol answer "$patrol" f1=no f2=2.5 f3=yes f4=no f5=no f6=no f7=1.2 f8=no f9=yes f10=6
  as worker1 patrol record "$patrol" --metres 850 --weather 晴

  heading "一条命令把发现的问题上报为事件" "The finding becomes an issue in one command"
  as worker1 patrol finding "$patrol" --item f1 --title "消防车通道被杂物堵塞" \
    --text "3号楼东侧消防车通道堆放建筑垃圾" --address "3号楼东侧" --answer blocked_by=2
  issue="$(quietly worker1 issue list | field name)"
  number="$(quietly worker1 issue list | field number)"
  issue_of_day="$number"
  watched CHANGED "$issue" STATE_REPORTED

  heading "检查项要求拍照：没有照片交不了" "Some items ask for a photo: without it the log is not handed in"
  refused 1 worker1 patrol submit "$patrol" --minima-reason "示例演示，时长不足"
  python3 deploy/story/photo.py make "$home/photo.jpg"
  python3 deploy/story/photo.py look "$home/photo.jpg"
  for item in f1 f2 f4 f6; do
    as worker1 attachment upload "$patrol" "$home/photo.jpg" --item "$item"
  done
  as worker1 patrol submit "$patrol" --minima-reason "示例演示，时长不足"

  heading "社区下载照片：拍摄地点已去除，方向保留；别的网格拿不到" \
    "The office fetches a photo: its place is gone, its turn is kept; another grid gets nothing"
  photo="$(quietly office1 attachment list "$patrol" | field name)"
  # shellcheck disable=SC2034  # loss.sh looks for it again.
  photo_of_day="$photo"
  rm -f "$home/fetched.jpg"
  as office1 attachment download "$photo" --to "$home/fetched.jpg"
  python3 deploy/story/photo.py look "$home/fetched.jpg"
  refused 3 worker2 attachment download "$photo" --to "$home/fetched.jpg"

  heading "社区受理并派遣" "The office accepts and dispatches"
  as office1 issue accept "$number"
  as office1 issue dispatch "$number" --unit CG --deadline-class WD3
  watched CHANGED "$issue" STATE_DISPATCHED

  heading "别的网格、别的单位看不到，也改不了" "Another grid, another unit: nothing to see or change"
  refused 3 worker2 issue show "$number"
  refused 3 handler2 issue start "$number"
  as mixed1 issue show "$number"
  refused 3 mixed1 issue close "$number" --reason fixed

  heading "单位认为派错，退回；重新派遣，另一单位协办" \
    "Returned as misdirected; dispatched again, a second unit joins"
  as handler1 issue return "$number" --reason "消防通道由消防救援所牵头"
  as office1 issue dispatch "$number" --unit XF --deadline-class WD3
  as office1 issue add-unit "$number" CG
  as handler2 issue start "$number"

  heading "服务器被强行终止（kill -9），重新启动，什么都没有丢" \
    "The server is killed with -9 and started again; nothing is lost"
  kill -9 "$(cat "$home/server.pid")"
  wait "$server_pid" 2>/dev/null || true
  start_server
  expect STATE_IN_PROGRESS "$(state_of office1 "$number")" "the issue after kill -9"

  heading "申请延期，值班长批准" "More time is asked for and granted"
  as handler2 issue request-extension "$number" --amount 1 --reason "需协调清运车辆"
  refused 3 head1 issue decide-extension "$number" --grant --reason "同意"
  as dutylead1 issue decide-extension "$number" --grant --reason "同意延期一个工作日"

  heading "办结，附处置说明" "Finished, with proof"
  as handler2 issue finish "$number" --proof "已清运建筑垃圾，通道恢复畅通"
  heading "办理人自己不能核查结案" "Whoever handled it cannot close it"
  refused 3 handler2 issue close "$number" --reason fixed

  heading "核查不合格，返工" "The checker sends it back"
  as checker1 issue send-back "$number" --reason "现场仍有残余"
  expect STATE_IN_PROGRESS "$(state_of office1 "$number")" "the issue sent back"

  heading "窗口又接到同一事件，标记为重复件" "A second report at the counter is marked its duplicate"
  printf '居民甲（示例）\n000-0000-0001\n' |
    as office1 issue report --category 0601 --grid "$grid_a1" --title "消防通道堵了" \
      --source resident --answer blocked_by=2 --reporter-stdin
  second="$(quietly office1 issue list | field number)"
  as office1 issue duplicate "$second" "$number"

  heading "再次办结，核查结案，重复件随之结案" "Finished again, closed as fixed; the duplicate follows"
  as handler2 issue finish "$number" --proof "残余已清理，并划设禁停标线"
  as checker1 issue close "$number" --reason fixed --comment "现场通畅"
  watched CHANGED "$issue" STATE_CLOSED
  expect STATE_CLOSED "$(state_of office1 "$second")" "the duplicate"
  as worker1 issue show "$number"

  heading "回访反映人（查看反映人须说明用途，并留痕）" \
    "The reporter is told (seeing who it is asks for a purpose and leaves a trace)"
  as office1 issue reporter "$second" --purpose "结案回访"
  as office1 issue callback "$second" --satisfaction satisfied

  heading "事件移到另一网格：原网格员收到“已移出”" \
    "An issue moves to another grid: the worker of the old one sees it go"
  printf '居民乙（示例）\n000-0000-0002\n' |
    as office1 issue report --category 0604 --grid "$grid_a1" --title "楼道堆放杂物" \
      --source resident --reporter-stdin
  moved="$(quietly office1 issue list | field name)"
  watched CHANGED "$moved" STATE_REPORTED
  as office1 issue relocate "$moved" --grid "$grid_a2" --reason "地址属第二网格"
  watched GONE "$moved"

  heading "巡查日志审核通过" "The patrol's log is accepted"
  as office1 patrol accept "$patrol" --comment "记录完整"
  watched CHANGED "$patrol" STATE_ACCEPTED
  python3 deploy/story/watched.py once "$home/watch.jsonl"

  heading "派出所联络员只看治安类事件，看不到这件" "The liaison sees public-order issues alone, not this one"
  refused 3 liaison1 issue show "$number"

  heading "审计管理员校验日志链，列出谁做了什么" "The audit administrator verifies the chain, lists who did what"
  as auditadmin audit verify
  as auditadmin audit list --limit 12
  kill "$watch_pid" && wait "$watch_pid" 2>/dev/null || true
  watch_pid=""
}
