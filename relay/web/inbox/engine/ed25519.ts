/** Whether this browser knows Ed25519 (Chrome since 137, Firefox since 129, Safari since 17); a device that does not
 *  leaves witnessing to the home's others. */
export async function canWitness(): Promise<boolean> {
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32).fill(1, 0, 1), 'Ed25519', false, ['verify']);
    return true;
  } catch {
    return false;
  }
}
