import { parseTopic } from '../../protocol/topics.ts';
import type { Dial } from './dial.ts';

/** A line on which beats get lost: they are sent once and acknowledged by nobody. Everything else is said until it is heard. */
export function lossyDial(dial: Dial, isLost: (node: string) => boolean): Dial {
  return (options, events) => {
    const connection = dial(options, events);
    return {
      subscribe: (...given) => connection.subscribe(...given),
      unsubscribe: (...given) => connection.unsubscribe(...given),
      close: () => connection.close(),
      drop: () => connection.drop(),
      publish: async (topic, ...rest) => {
        if (parseTopic(topic)?.channel === 'beat' && isLost(options.node)) return;
        await connection.publish(topic, ...rest);
      },
    };
  };
}
