/** The longer side of what is sent, pixels, and its quality: a number plate is readable, a slow network bears it. */
const side_px_max = 1_600;
const quality = 0.82;

/**
 * A picture of the camera as a JPEG that is small enough to send; without the place and the phone's name that
 * cameras write into theirs. Null when this browser cannot read it.
 */
export async function shrinkPicture(file: Blob): Promise<Blob | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return null;
  }
  const scale = Math.min(1, side_px_max / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}
