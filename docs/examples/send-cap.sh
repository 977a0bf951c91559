#!/bin/sh
# Sends one CAP 1.2 message to LoaXã. Nothing sounds unless STATUS=Actual is set.
#   CAP_SECRET=… sh docs/examples/send-cap.sh AREA_CODE
# LOAXA_URL   where the gateway answers (http://127.0.0.1:8080)
# STATUS      Test (as it is), Exercise or Actual
set -eu
url=${LOAXA_URL:-http://127.0.0.1:8080}
code=${1:?give the code or id of an area}
status=${STATUS:-Test}
now=$(date -u +%Y-%m-%dT%H:%M:%S-00:00)
# An hour from now; the second form is that of BSD and macOS.
later=$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%S-00:00 2>/dev/null || date -u -v+1H +%Y-%m-%dT%H:%M:%S-00:00)

curl --silent --show-error --request POST "$url/api/v1/cap" \
  --header "Authorization: Bearer ${CAP_SECRET:?the secret shown when the source was made}" \
  --header 'Content-Type: application/cap+xml' \
  --data-binary @- <<XML
<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>THU-$(date -u +%s)-$$</identifier>
  <sender>pctt@nghean.example</sender>
  <sent>$now</sent>
  <status>$status</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>vi-VN</language>
    <category>Met</category>
    <event>Lũ khẩn cấp</event>
    <responseType>Evacuate</responseType>
    <urgency>Immediate</urgency>
    <severity>Extreme</severity>
    <certainty>Observed</certainty>
    <expires>$later</expires>
    <headline>Lũ trên sông Lam đang lên nhanh</headline>
    <description>Mực nước tại Nam Đàn đã vượt báo động ba 0,5 m.</description>
    <instruction>Bà con vùng trũng di chuyển đến nhà văn hóa xã ngay.</instruction>
    <area>
      <areaDesc>Nơi nhận</areaDesc>
      <geocode><valueName>GSO</valueName><value>$code</value></geocode>
    </area>
  </info>
</alert>
XML
echo
