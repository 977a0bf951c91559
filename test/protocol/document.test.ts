import { expect, it } from 'vitest';
import { protocolDocument } from '../../protocol/document.ts';

it('docs/protocol.md is what the channel table says', async () => {
  await expect(protocolDocument()).toMatchFileSnapshot('../../docs/protocol.md');
});
