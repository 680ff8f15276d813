"""Who sells where: stallkeeper.yaml in, accounts out; secrets stay in the environment or the system's keyring."""

from stallkeeper.accounts.account import Account, Accounts
from stallkeeper.accounts.load import load_accounts
from stallkeeper.accounts.secret import EnvironmentSecret, KeyringSecret, Secret

__all__ = ["Account", "Accounts", "EnvironmentSecret", "KeyringSecret", "Secret", "load_accounts"]
