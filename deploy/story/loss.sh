# shellcheck shell=bash
# The server's disk is lost, and the office goes on from the backup. Sourced by run.sh; lib.sh says
# what it leans on. play_day has set `issue_of_day`.

# Before the first start: where backups go, and a copy of the secrets in another place.
prepare_backups() {
  cat >"$home/data/gridgovd.toml" <<EOT
[backup]
folder = "$(realpath "$home")/backups"
every = "never"
keep = 3
EOT
  cp -a "$home/data/secrets" "$home/secrets"
}

lose_and_restore() {
  local backup
  heading "备份，并检查每个字节" "A backup is made, and every byte of it checked"
  as sysadmin admin backup create
  backup="$(quietly sysadmin admin backup list --limit 1 | field name)"
  backup="${backup#backups/}"
  as sysadmin admin backup verify "$backup"

  heading "磁盘损坏：数据目录没有了。从备份恢复" "The disk is lost, and the data folder with it: restored from the backup"
  stop_server
  rm -rf "$home/data"
  printf '\n$ gridgovd restore %s --secrets %s --into %s\n' "$home/backups/$backup" "$home/secrets" "$home/data"
  "$gridgovd_bin" restore "$home/backups/$backup" --secrets "$home/secrets" --into "$home/data"
  start_server

  heading "大家照常工作：事件还在，可以登录，日志链完整" \
    "Everybody goes on: the issue is there, people sign in, the log's chain is whole"
  as worker1 issue show "$issue_of_day"
  expect STATE_CLOSED "$(state_of office1 "$issue_of_day")" "the issue in the restored server"
  sign_in office1
  as office1 issue list --limit 3
  # The photo, to its last byte.
  rm -f "$home/restored.jpg"
  as office1 attachment download "$photo_of_day" --to "$home/restored.jpg"
  cmp "$home/fetched.jpg" "$home/restored.jpg"
  as auditadmin audit verify
}
