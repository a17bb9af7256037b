/** The bytes of a file in base64, as documents are sent. */
export async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((read, failed) => {
    const reader = new FileReader();
    reader.onload = () => read(reader.result as string);
    reader.onerror = () => failed(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(',') + 1);
}
