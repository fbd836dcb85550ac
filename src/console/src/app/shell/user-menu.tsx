import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconKeyboard, IconLogout, IconUser } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { forgetMe } from '../../api/session'
import type { Me } from '../../api/types'
import { tellProblem } from '../../kit/error-panel'
import classes from './shell.module.css'

export function UserMenu({ me, onKeys }: { me: Me; onKeys: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const signOut = api.useMutation('post', '/api/sign-out', {
    onSuccess: async () => {
      await navigate({ to: '/sign-in' })
      forgetMe()
    },
    onError: tellProblem,
  })
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t('user.menu', { name: me.name })}>
          <IconUser size={16} aria-hidden />
          <span className={classes.wide}>{me.name}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden />}>
          {t('nav.account')}
        </Menu.Item>
        <Menu.Item onClick={onKeys} leftSection={<IconKeyboard size={16} aria-hidden />}>
          {t('user.keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate({})} leftSection={<IconLogout size={16} aria-hidden />}>
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
