#!/usr/bin/env bash
# usage: fetch-server.sh mysql|mariadb FOLDER
# Unpacks the server's Debian packages, with every library that they need, into FOLDER/root. Installs nothing and needs no root.
# The mirror is the one that this machine's apt uses. Does nothing if FOLDER is complete; two calls at once wait for each other.
set -euo pipefail
flavor=$1
folder=$2
case $flavor in
  mysql) suite=sid packages=mysql-server-core ;;
  mariadb) suite=bookworm packages="mariadb-server-core mariadb-common" ;;
  *) echo "unknown server: $flavor" >&2; exit 2 ;;
esac
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
[ ! -e "$folder/complete" ] || exit 0

for tool in apt-get dpkg; do
  command -v $tool >/dev/null || { echo "no $tool here: $flavor comes from Debian packages" >&2; exit 1; }
done
mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m 1 '/debian/*$' || true)
[ -n "$mirror" ] || { echo "this machine's apt has no Debian mirror, from which $flavor could be taken" >&2; exit 1; }

rm -rf "$folder"
apt=$folder/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/parts" "$folder/root"
: >"$apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [$([ ! -e $keyring ] || echo "signed-by=$keyring")] $mirror $suite main" | sed 's/\[\] //' >"$apt/sources.list"
# The machine's own configuration of apt stays in effect (proxies, certificates), but not its sources and state.
cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/parts";
Dir::Etc::preferencesparts "$apt/parts";
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
CONF
export APT_CONFIG=$apt/apt.conf
apt-get -qq update >&2
apt-get -qq --yes --download-only install $packages >&2
for package in "$apt"/archives/*.deb; do
  case $(basename "$package") in
    perl* | libperl* | gcc-* | debconf* | dpkg_* | tar_*) ;;
    *) dpkg -x "$package" "$folder/root" ;;
  esac
done
rm -rf "$apt"
touch "$folder/complete"
