import { ActionIcon, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Entry, showName } from './codec'
import { download, Received } from './download'
import classes from './files.module.css'
import type { Link } from './link'
import { join } from './paths'
import { why } from './words'

const mostText = 1_000_000
const mostImage = 20_000_000
/** Only pictures that cannot hold a program: an SVG is shown as text. */
const images: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
}

type Shown = { image: string } | { text: string } | { words: string }

/** A file looked at without saving it: as a picture, or as text and never as a page. */
export default function Preview({
  link,
  folder,
  entry,
  onClose,
}: {
  link: Link
  folder: string
  entry: Entry
  onClose: () => void
}) {
  const { t } = useTranslation('files')
  const [shown, setShown] = useState<Shown>({ words: t('preview.reading') })
  const { n: name, s: size = 0 } = entry
  useEffect(() => {
    const type = images[name.split('.').at(-1)?.toLowerCase() ?? '']
    if (size > (type ? mostImage : mostText)) {
      setShown({ words: t('preview.large') })
      return
    }
    let address = ''
    let gone = false
    const received = new Received()
    const still = () => (gone ? Promise.reject(new Error()) : Promise.resolve())
    setShown({ words: t('preview.reading') })
    download(link, { path: join(folder, name), names: [], zip: false }, received, {
      moved: () => undefined,
      sized: () => undefined,
      going: still,
    })
      .then(async () => {
        if (gone) return
        if (type) {
          address = URL.createObjectURL(received.blob(type))
          setShown({ image: address })
          return
        }
        const text = await received.blob().text()
        if (!gone) setShown(text.includes('\0') ? { words: t('preview.notText') } : { text })
      })
      .catch((error: unknown) => !gone && setShown({ words: why(error, t) }))
    return () => {
      gone = true
      if (address) URL.revokeObjectURL(address)
    }
  }, [link, folder, name, size, t])

  return (
    <section className={classes.preview} aria-label={t('preview.title')}>
      <header>
        <Text fw={600} className={classes.words}>
          {showName(name)}
        </Text>
        <ActionIcon variant="default" aria-label={t('preview.close')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      {'image' in shown ? (
        <img src={shown.image} alt={showName(name)} onError={() => setShown({ words: t('preview.none') })} />
      ) : 'text' in shown ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach it
        <pre tabIndex={0}>{shown.text}</pre>
      ) : (
        <p role="status">{shown.words}</p>
      )}
    </section>
  )
}
