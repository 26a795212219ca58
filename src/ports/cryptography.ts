/** What the engine asks of cryptography. Both are pure functions of their arguments except {@link Cryptography.uuid}. */
export interface Cryptography {
  /** HMAC-SHA256 of `payload` under `secret`, lower-case hex. */
  hmacSha256Hex(secret: string, payload: string): string;
  /** SHA-256 of `text` (UTF-8), lower-case hex. */
  sha256Hex(text: string): string;
  /** A fresh random UUID: the name of a request on the user stream. */
  uuid(): string;
}
