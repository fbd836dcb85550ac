import { Kbd, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import type { Me } from '../../api/types'
import { FeedMark } from './feed-mark'
import classes from './shell.module.css'
import { UserMenu } from './user-menu'

export function Header({ me, onPalette, onKeys }: { me: Me; onPalette: () => void; onKeys: () => void }) {
  const { t } = useTranslation()
  return (
    <header className={classes.header}>
      <Link to="/devices" className={classes.brand} aria-label={me.server.name}>
        <img src={`${base}/icon.svg`} alt="" width={24} height={24} />
        <span className={classes.wide}>MeshEvents</span>
      </Link>
      <UnstyledButton className={classes.search} onClick={onPalette} aria-label={t('palette.open')}>
        <IconSearch size={16} aria-hidden />
        <span>{t('palette.open')}</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <div className={classes.end}>
        <FeedMark />
        <UserMenu me={me} onKeys={onKeys} />
      </div>
    </header>
  )
}
