import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Cryptography } from '../ports/cryptography.ts';

export const nodeCryptography: Cryptography = {
  hmacSha256Hex: (secret, payload) => createHmac('sha256', secret).update(payload).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  uuid: () => randomUUID(),
};
