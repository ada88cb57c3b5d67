import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { phrasesOf } from '../../shell/language.ts';
import './picture.css';
import { shrinkPicture } from './shrink-picture.ts';

const t = phrasesOf({
  takePicture: { zh: '拍照', en: 'Take a picture' },
  anotherPicture: { zh: '重拍', en: 'Take another' },
  removePicture: { zh: '移除图片', en: 'Remove' },
  pictureSize: { zh: '图片 {size}', en: 'Picture, {size}' },
  pictureUnreadable: { zh: '无法读取这张图片，请换一张。', en: 'This picture cannot be read. Take another.' },
  preparingPicture: { zh: '正在处理图片…', en: 'Preparing the picture…' },
  picture: { zh: '现场图片', en: 'Picture' },
});

/** Takes a picture with the phone's camera, or one that it has. */
export function PictureInput({
  picture,
  onChange,
}: {
  picture: Blob | null;
  onChange: (picture: Blob | null) => void;
}) {
  const isPreparing = useSignal(false);
  const isUnreadable = useSignal(false);

  async function take(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (file === undefined) return;
    isPreparing.value = true;
    const small = await shrinkPicture(file);
    isPreparing.value = false;
    isUnreadable.value = small === null;
    if (small !== null) onChange(small);
    // The same file may be chosen again after it was removed.
    input.value = '';
  }

  return (
    <div class="picture">
      {picture !== null && <PictureView picture={picture} />}
      <div class="picture-buttons">
        <label class="picture-button">
          {t(picture === null ? 'takePicture' : 'anotherPicture')}
          <input
            class="visually-hidden"
            type="file"
            accept="image/*"
            capture="environment"
            name="picture"
            onChange={(event) => void take(event.currentTarget)}
          />
        </label>
        {picture !== null && (
          <button type="button" onClick={() => onChange(null)}>
            {t('removePicture')}
          </button>
        )}
        <span class="dim" role="status">
          {isPreparing.value
            ? t('preparingPicture')
            : picture !== null && t('pictureSize', { size: sizeWords(picture.size) })}
        </span>
      </div>
      {isUnreadable.value && (
        <p class="error" role="alert">
          {t('pictureUnreadable')}
        </p>
      )}
    </div>
  );
}

/** Drawn on a canvas: the page's policy lets no `blob:` address in, and needs not to. */
function PictureView({ picture }: { picture: Blob }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isCurrent = true;
    void createImageBitmap(picture).then((bitmap) => {
      const shown = canvas.current;
      if (!isCurrent || shown === null) return;
      shown.width = bitmap.width;
      shown.height = bitmap.height;
      shown.getContext('2d')?.drawImage(bitmap, 0, 0);
      bitmap.close();
    });
    return () => {
      isCurrent = false;
    };
  }, [picture]);
  return <canvas class="picture-view" ref={canvas} role="img" aria-label={t('picture')} />;
}

function sizeWords(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1_000))} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
