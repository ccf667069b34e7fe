/** Hands a text over to the browser's downloads. */
export function saveAs(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser takes the content over in its own time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
