/**
 * Removes or renames a file that may be gone by now; false then. Checkpoints are removed as they age and set aside where
 * they are damaged, side by side.
 */
export async function unlessGone(act: Promise<void>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
