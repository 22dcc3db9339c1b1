/** A hue in degrees as `#rrggbb`, at a lightness and saturation that read on white: programs that draw SVG know few other ways to write a colour. */
export function hueColour(hue: number): string {
  const [saturation, lightness] = [0.5, 0.42];
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const part = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255).toString(16).padStart(2, '0');
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}
