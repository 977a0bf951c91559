export const USAGE = `LoaXã nodes: one real one, one that only listens, or a fleet of simulated ones.

npm run sim -- node --state DIR --label 'TEXT OF THE QR' [options]
npm run sim -- node --state DIR --url https://HOST:8443 [--code CLAIM] [options]
  One node. It plays files, live streams and relays (docs/streams-on-nodes.md); for sound of several nodes start several of these
  with --sink wav:DIR, the nodes of a fleet only count what comes. It enrols with its label or claim code the first time (and waits until a technician has confirmed its place),
  then keeps everything in DIR.
    --ca FILE                             trust the authority in this file (PEM, tls/site/ca.pem of the gateway) and no other
    --sink null | wav:DIR | alsa:DEVICE   where sound goes (null)
    --sensor microphone | current | none  what lets it say "heard"; simulated, so only none with alsa (none)
    --horns N                             horns on the amplifier (2)
    --horn STATE                          healthy, mute, weak, lying, line-open, line-short, amplifier, moved (healthy)
    --clock system | synchronized | ask   what stands for this machine's clock (system)
    --spread-ms MS                        plan and receipts wait a random part of this (1000)

npm run sim -- listen --state DIR --label 'TEXT OF THE QR' --ear wav:FILE | alsa:DEVICE [options]
  One listening node: a microphone, no horns. It enrols as above, hears the sessions that its plan names once it is set to a
  hamlet, compares them with what was due, and signs what it heard; it keeps no sound. --url, --code, --ca, --clock, --spread-ms as above.
    --ear wav:FILE                        each session hears this file from its beginning, at the pace of a microphone (ffmpeg)
    --ear alsa:DEVICE                     a sound card (arecord)
    --relay-url URL                       where no recording is known, compare with this station's stream (http, https)

npm run sim -- fleet --nodes FILE --keys FILE [options]
npm run sim -- fleet --demo [options]
npm run sim -- fleet --bench COUNT --keys FILE [options]
  Many nodes. --demo reads sim/nodes.jsonl and sim/keys.json in LOAXA_DATA_DIR; --bench makes identities from the seed.
  The keys file is {"root", "keyList"} as an enrolment gives them.
    --mqtt URL --url URL                  broker and gateway (127.0.0.1 with LOAXA_MQTT_PORT, LOAXA_HTTP_PORT)
    --state DIR | --volatile              keep receipts over a restart, or not (--demo: sim/state; otherwise volatile)
    --scenario NAME --seed TEXT           quiet-week, power-cut, bad-4g, wrong-clock, mute-horn, restart-storm, ten-causes, dark (quiet-week, demo)
    --count N                             only the first N nodes
    --beat-ms MS | --rate N               an interval for all, or so many beats a second from all together
    --connect-rate N                      connections a second while starting (1000)
    --spread-ms MS                        plans and receipts are spread over this (5000)
    --streams N                           connections to live streams and relays at most; further nodes hear with another (1000)
    --processes N                         divide the nodes among N processes (1)

npm run sim -- source --port PORT [--file FILE] [--report-secret TEXT]
npm run sim -- source --send normal | priority | emergency --url URL --client ID --secret TEXT --area CODE [options]
  A province's system (docs/from-above.md): takes reports at PORT and writes each down once, or sends one bulletin; both in one go too.
    --title TEXT --text TEXT              what is said
    --stream URL [--seconds N]            a live stream passed on for so long (600); the text stands in while it is away
    --at HH:MM                            today at that time (priority: it is scheduled; normal: a wish)
`;
