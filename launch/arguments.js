/** @typedef {{ demo: boolean, help: boolean }} StartArguments */

export const START_HELP = `Usage: npm start [-- --demo]

  --demo   a demonstration province in a data folder of its own (data/demo), with 90 days of history
  --help   this text

Settings (environment):
  LOAXA_DATA_DIR        data folder (default ./data/live, for the demo ./data/demo)
  LOAXA_HTTP_PORT       dashboard and API (default 8080)
  LOAXA_MQTT_PORT       nodes (default 1883)
  LOAXA_DATABASE_URL    PostgreSQL URL; empty: SQLite in the data folder
  LOAXA_BROKER_URL      an external MQTT broker; empty: the broker that comes with LoaXã
  LOAXA_TLS=own-ca      HTTPS (LOAXA_HTTPS_PORT, default 8443) and MQTT with TLS (LOAXA_MQTT_TLS_PORT, default 8883)
  LOAXA_PUBLIC_HOSTS    by an own authority for these names and addresses: docs/https.md
  LOAXA_DEMO_PASSWORD   password of the demo accounts; empty: made at random and printed`;

/**
 * Reads the arguments of `npm start --`.
 * @param {readonly string[]} words
 * @returns {StartArguments | { error: string }}
 */
export function parseStartArguments(words) {
  const parsed = { demo: false, help: false };
  for (const word of words) {
    if (word === '--demo') parsed.demo = true;
    else if (word === '--help' || word === '-h') parsed.help = true;
    else return { error: `Unknown argument "${word}". Known are --demo and --help.` };
  }
  return parsed;
}
